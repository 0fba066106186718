package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * UEFI firmware for a virtual machine.
 *
 * @param code read-only, shared
 * @param variables its memory, written by the machine
 */
public record UefiFirmware(Path code, Path variables) {

  private static final Path DIRECTORY = Path.of("/usr/share/OVMF");

  /** Newest first: Debian 12 and later have both sizes, older only the smaller. */
  private static final List<String> SUFFIXES = List.of("_4M.fd", ".fd");

  /**
   * Debian's OVMF with fresh variables.
   *
   * @param variables the file to make
   * @throws BadInput where OVMF is not installed
   */
  public static UefiFirmware withFreshVariables(Path variables) throws IOException {
    for (String suffix : SUFFIXES) {
      Path code = DIRECTORY.resolve("OVMF_CODE" + suffix);
      if (Files.isReadable(code)) {
        Path template = DIRECTORY.resolve("OVMF_VARS" + suffix);
        Files.copy(template, variables, StandardCopyOption.REPLACE_EXISTING);
        return new UefiFirmware(code, variables);
      }
    }
    throw new BadInput(
        Problem.of("no UEFI firmware for virtual machines")
            .at(DIRECTORY)
            .hint("apt-get install ovmf"));
  }

  List<String> arguments() {
    return List.of(
        "-drive",
        "if=pflash,format=raw,unit=0,readonly=on,file=" + QemuCommand.escaped(code),
        "-drive",
        "if=pflash,format=raw,unit=1,file=" + QemuCommand.escaped(variables));
  }
}
