package org.psyopsos.manifest;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;

/** What a release is the content of. */
public enum ReleaseType {
  /** A slot: kernel, initramfs, squashfs. */
  OS("psyopsOS"),
  /** The EFI system partition: GRUB, memtest, firmware. */
  ESP("psyopsESP");

  private final String id;

  ReleaseType(String id) {
    this.id = id;
  }

  /** The name in manifests, trusted comments and object names. */
  public String id() {
    return id;
  }

  /**
   * The name of a release's tarball without {@code .tar}: {@code psyopsOS.x86_64.VERSION} and
   * {@code psyopsESP.x86_64-uefi.VERSION}.
   */
  public String stem(Platform platform, ReleaseVersion version) {
    return id + "." + qualifier(platform) + "." + version;
  }

  /** What stands between type and version in names: the architecture, or the platform. */
  public String qualifier(Platform platform) {
    return this == OS ? platform.architecture() : platform.id();
  }

  public static ReleaseType ofId(String id) {
    return Arrays.stream(values())
        .filter(type -> type.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("unknown release type")
                        .expected(
                            Arrays.stream(values())
                                .map(ReleaseType::id)
                                .collect(Collectors.joining(" or ")))
                        .found("'" + id + "'")));
  }
}
