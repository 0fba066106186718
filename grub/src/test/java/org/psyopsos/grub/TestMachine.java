package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Platform;

/** A machine in QEMU whose firmware starts GRUB. */
interface TestMachine {

  /** Adds the disk to boot; {@code options} are those of {@code -drive}, the file among them. */
  TestMachine disk(String options);

  /** Adds another disk. */
  TestMachine spare(String options);

  /**
   * Boots, waits for the end, and returns what went over the serial line, without control codes.
   */
  String run(Duration timeout) throws IOException;

  /** One of a platform, without acceleration: GRUB needs no more, and it runs everywhere. */
  static TestMachine of(Platform platform, Path directory) {
    return switch (platform) {
      case X86_64_UEFI -> new Qemu(directory);
      case AARCH64_RPI -> new RaspberryPi();
    };
  }

  /** The directory with GRUB's modules for a platform. */
  static Path modules(Platform platform) {
    return switch (platform) {
      case X86_64_UEFI -> Path.of("/usr/lib/grub/x86_64-efi");
      case AARCH64_RPI -> RaspberryPi.bootFiles().resolve("grub/arm64-efi");
    };
  }

  /** Adds to the EFI partition what the firmware needs to start GRUB. */
  static void firmwareFiles(Platform platform, Path efi) throws IOException {
    if (platform == Platform.AARCH64_RPI) {
      RaspberryPi.putDeviceTree(efi);
    }
  }

  /** What a script begins with, so that its words go over the serial line. */
  static String terminals(Platform platform) {
    return switch (platform) {
      case X86_64_UEFI -> "serial --unit=0 --speed=115200\nterminal_output serial\n";
      case AARCH64_RPI -> "terminal_output console\n";
    };
  }

  /** What a script ends with, so that QEMU does. */
  static String end(Platform platform) {
    return switch (platform) {
      case X86_64_UEFI -> "halt\n";
      case AARCH64_RPI -> "reboot\n"; // U-Boot cannot switch the board off.
    };
  }

  /**
   * What a program that is a machine said until it ended.
   *
   * @throws AssertionError where it has not ended: half of what it would say proves nothing
   */
  static String said(List<String> command, Duration timeout) {
    CommandResult result = new ProcessCommandRunner().run(Command.of(command).withTimeout(timeout));
    String said = plain(result.output()) + result.errors();
    if (result.exitStatus() == CommandResult.TIMED_OUT) {
      throw on(timeout, said);
    }
    return said;
  }

  /** That it has not ended in time. */
  static AssertionError on(Duration timeout, String said) {
    return new AssertionError("the machine is on after " + timeout.toSeconds() + " s: " + said);
  }

  /** What a machine said, for people. */
  static String plain(String serial) {
    return serial.replaceAll("\u001b\\[[0-9;?=]*[A-Za-z]", "").replace("\r", "");
  }
}
