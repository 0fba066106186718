package org.psyopsos.scenario;

import java.util.List;
import java.util.stream.Stream;
import org.psyopsos.manifest.ReleaseVersion;

/** The releases that scenarios use, made by the recipes. */
enum TestRelease {
  /** What nodes start with. */
  FIRST("20260101-000001", Kernel.OLDER, "normal"),
  /** The same with the device trees of other boards, for a platform that has boards. */
  OTHER_BOARDS("20260101-000002", Kernel.OLDER, "normal"),
  /** Its successor, with the archive's newest kernel. */
  SECOND("20260101-000003", Kernel.NEWER, "normal"),
  /** Its init ends: the kernel panics. */
  PANICS("20260101-000004", Kernel.OLDER, "panics"),
  /** It hangs in its initramfs. */
  HANGS("20260101-000005", Kernel.OLDER, "hangs"),
  /** One of its health checks fails. */
  UNHEALTHY("20260101-000006", Kernel.NEWER, "unhealthy"),
  /** Its agent ends at once. */
  CRASHES("20260101-000007", Kernel.NEWER, "crashes"),
  /** It ends in systemd's emergency mode. */
  EMERGENCY("20260101-000009", Kernel.NEWER, "emergency"),
  /** It arms the board's watchdog, which the others leave alone where there is an emulated one. */
  ARMED("20260101-000008", Kernel.NEWER, "normal");

  /** Which of the two kernels that the archive offers. */
  enum Kernel {
    NEWER,
    OLDER;

    /** One of the two that `kernel-versions` printed, newest first. */
    String of(List<String> newestFirst) {
      return switch (this) {
        case NEWER -> newestFirst.get(0);
        case OLDER -> newestFirst.get(1);
      };
    }
  }

  private final String version;
  private final Kernel kernel;
  private final String variant;

  TestRelease(String version, Kernel kernel, String variant) {
    this.version = version;
    this.kernel = kernel;
    this.variant = variant;
  }

  ReleaseVersion version() {
    return new ReleaseVersion(version);
  }

  Kernel kernel() {
    return kernel;
  }

  /** The boards whose device trees it holds, on a platform that has boards. */
  List<String> boards() {
    return switch (this) {
      case FIRST -> List.of("bcm2837-rpi-3-b", "bcm2711-rpi-4-b", "bcm2837-rpi-3-b-plus");
      case OTHER_BOARDS -> List.of("bcm2837-rpi-3-b", "bcm2711-rpi-4-b", "bcm2711-rpi-400");
      default -> List.of("bcm2837-rpi-3-b", "bcm2711-rpi-4-b", "bcm2711-rpi-cm4-io");
    };
  }

  /** Its device trees below {@code dtbs/}. The Pi 4 of the settings has one for each stepping. */
  List<String> deviceTrees() {
    Stream<String> linux = boards().stream().map(board -> "broadcom/" + board + ".dtb");
    return Stream.concat(linux, Stream.of("c0/broadcom/bcm2711-rpi-4-b.dtb")).toList();
  }

  /** How `make-artifacts --variant` calls it. */
  String variant() {
    return variant;
  }
}
