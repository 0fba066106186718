package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;

/** A Raspberry Pi 3B: U-Boot starts GRUB from a card; another disk is a stick. */
final class RaspberryPi implements TestMachine {

  /** This one, as U-Boot calls it. */
  static final String BOARD = "broadcom/bcm2837-rpi-3-b.dtb";

  /** What the device tree of {@link #putDeviceTree} calls the board. */
  static final String MODEL = "board of U-Boot's tree";

  private final List<String> disks = new ArrayList<>();

  /** The device tree that the firmware passes on; without it, U-Boot is passed none. */
  RaspberryPi deviceTree(Path file) {
    disks.addAll(List.of("-dtb", file.toString()));
    return this;
  }

  @Override
  public RaspberryPi disk(String options) {
    disks.addAll(List.of("-drive", "if=sd," + options));
    return this;
  }

  @Override
  public RaspberryPi spare(String options) {
    disks.addAll(List.of("-drive", "if=none,id=spare," + options));
    disks.addAll(List.of("-device", "usb-storage,drive=spare"));
    return this;
  }

  @Override
  public String run(Duration timeout) {
    List<String> command = new ArrayList<>(List.of("qemu-system-aarch64", "-M", "raspi3b"));
    // Three of its processors wait until a Linux wants them; with threads they would be busy at it.
    command.addAll(List.of("-accel", "tcg,thread=single", "-display", "none", "-no-reboot"));
    command.addAll(List.of("-kernel", bootFiles().resolve("u-boot/rpi_3/u-boot.bin").toString()));
    command.addAll(List.of("-serial", "null", "-serial", "stdio"));
    command.addAll(disks);
    return TestMachine.said(command, timeout);
  }

  /**
   * Adds to an EFI partition the device tree that U-Boot passes on where the firmware has none:
   * without any it starts no EFI program. GRUB does not look into it.
   */
  static void putDeviceTree(Path efi) throws IOException {
    Path file = efi.resolve("dtb").resolve(BOARD);
    Files.createDirectories(file.getParent());
    makeDeviceTree(file, "model = \"" + MODEL + "\";");
  }

  /** Makes a device tree whose root holds this, and room for what firmware adds. */
  static void makeDeviceTree(Path file, String root) {
    new ProcessCommandRunner()
        .runOrFail(
            Command.of("dtc", "-q", "-p", "4096", "-o", file.toString(), "-")
                .withInput(
                    "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; "
                        + root
                        + " chosen {}; };"));
  }

  /**
   * Adds to an EFI partition the script by which U-Boot starts GRUB, and the names of the boards
   * that it tells from each other.
   */
  static void putScript(Path efi, String... boards) throws IOException {
    for (String board : boards) {
      Path readme = efi.resolve("boards").resolve(board).resolve("README");
      Files.createDirectories(readme.getParent());
      Files.writeString(readme, GrubConfig.boardReadme());
    }
    Path script = Files.createTempFile("boot", ".cmd");
    try {
      Files.writeString(script, GrubConfig.uBootScript());
      List<String> command = new ArrayList<>(List.of("mkimage", "-A", "arm64", "-T", "script"));
      command.addAll(List.of("-C", "none", "-d", script.toString()));
      command.add(efi.resolve("boot.scr").toString());
      new ProcessCommandRunner().runOrFail(Command.of(command));
    } finally {
      Files.delete(script);
    }
  }

  /** GRUB's modules and U-Boot, from Debian's packages for that processor. */
  static Path bootFiles() {
    return BootFilesHolder.DIRECTORY;
  }

  /** Fetched when the first test asks. */
  private static final class BootFilesHolder {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    static final Path DIRECTORY = REPOSITORY.resolve(".work/boot-files");

    static {
      new ProcessCommandRunner()
          .runOrFail(
              REPOSITORY.resolve("test-images/recipes/boot-files").toString(),
              "--work-dir",
              REPOSITORY.resolve(".work").toString(),
              "--output",
              DIRECTORY.toString());
    }
  }
}
