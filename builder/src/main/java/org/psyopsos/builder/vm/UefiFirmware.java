package org.psyopsos.builder.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * UEFI firmware for a virtual machine. Neither file is written: what the firmware stores lives as
 * long as QEMU, so it outlives the guest's reboots.
 *
 * @param code the program
 * @param variables what its memory holds at first
 */
public record UefiFirmware(Path code, Path variables) {

  /** Where Debian's package puts it; since Debian 12 the firmware of 4 MiB is the one to use. */
  private static final Path DIRECTORY = Path.of("/usr/share/OVMF");

  private static final List<String> NEWEST_FIRST = List.of("_4M.fd", ".fd");

  /**
   * The installed one.
   *
   * @throws BadInput where there is none
   */
  public static UefiFirmware installed() {
    return in(DIRECTORY);
  }

  static UefiFirmware in(Path directory) {
    return NEWEST_FIRST.stream()
        .map(
            suffix ->
                new UefiFirmware(
                    directory.resolve("OVMF_CODE" + suffix),
                    directory.resolve("OVMF_VARS" + suffix)))
        .filter(UefiFirmware::isThere)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("no UEFI firmware for virtual machines")
                        .at(directory)
                        .expected("OVMF_CODE_4M.fd and OVMF_VARS_4M.fd")
                        .hint("apt-get install ovmf")));
  }

  private boolean isThere() {
    return Files.isReadable(code) && Files.isReadable(variables);
  }

  List<String> arguments() {
    String flash = "if=pflash,format=raw,unit=";
    return List.of(
        "-drive",
        flash + "0,readonly=on,file=" + QemuCommand.escaped(code),
        "-drive",
        flash + "1,snapshot=on,file=" + QemuCommand.escaped(variables));
  }
}
