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
    command.addAll(List.of("-accel", "tcg,thread=multi", "-display", "none", "-no-reboot"));
    command.addAll(List.of("-kernel", bootFiles().resolve("u-boot/rpi_3/u-boot.bin").toString()));
    command.addAll(List.of("-serial", "null", "-serial", "stdio"));
    command.addAll(disks);
    return TestMachine.said(command, timeout);
  }

  /** U-Boot starts no EFI program without one; GRUB does not look into it. */
  static void putDeviceTree(Path efi) throws IOException {
    Path file = efi.resolve("dtb/broadcom/bcm2837-rpi-3-b.dtb");
    Files.createDirectories(file.getParent());
    new ProcessCommandRunner()
        .runOrFail(
            Command.of("dtc", "-q", "-p", "4096", "-o", file.toString(), "-")
                .withInput("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; chosen {}; };"));
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
