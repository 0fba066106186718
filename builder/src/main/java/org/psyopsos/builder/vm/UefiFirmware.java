package org.psyopsos.builder.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * UEFI firmware for a virtual machine.
 *
 * @param code the program; never written
 * @param variables what its memory holds at first
 * @param own whether the firmware stores into that file; otherwise what it stores lives as long as
 *     QEMU
 */
public record UefiFirmware(Path code, Path variables, boolean own) {

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
                    directory.resolve("OVMF_VARS" + suffix),
                    false))
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

  /** With a file that it may write. */
  UefiFirmware withOwnVariables(Path copy) {
    return new UefiFirmware(code, copy, true);
  }

  List<String> arguments() {
    String flash = "if=pflash,format=raw,unit=";
    return List.of(
        "-drive",
        flash + "0,readonly=on,file=" + QemuCommand.escaped(code),
        "-drive",
        flash + (own ? "1,file=" : "1,snapshot=on,file=") + QemuCommand.escaped(variables));
  }
}
