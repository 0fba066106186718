package org.psyopsos.builder.esp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.builder.tools.RaspberryPiPackage;
import org.psyopsos.builder.tools.UBootProgram;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.UBootName;

/**
 * U-Boot for one generation of the Raspberry Pi.
 *
 * @param name what it is called on the EFI partition
 * @param source where its bytes are
 */
record UBoot(String name, Path source) {

  /**
   * U-Boot as Debian's package has it, or without USB where the settings do not want that.
   *
   * @param generation 3 or 4
   * @param scratch for one that is not as the package has it
   * @throws BadInput where it is missing, or something else
   */
  static UBoot of(MachineSettings.RaspberryPi settings, int generation, Path scratch)
      throws IOException {
    String hint = new RaspberryPiPackage("u-boot-rpi", "rpi.u_boot").hint();
    Path file =
        InstalledFile.require(
            "U-Boot for the Raspberry Pi " + generation,
            settings.uBoot().resolve("rpi_" + generation).resolve("u-boot.bin"),
            hint);
    byte[] program = Files.readAllBytes(file);
    if (!UBootProgram.isOne(program)) {
      throw new BadInput(
          Problem.of("not a U-Boot for the Raspberry Pi " + generation)
              .at(file)
              .expected("a program that says 'U-Boot' and its version")
              .found(program.length + " bytes that do not")
              .hint(hint));
    }
    if (!settings.uBootUsb()) {
      program = UBootProgram.withoutUsbAtFirst(program);
      file = Files.write(scratch.resolve("u-boot-" + generation), program);
    }
    return new UBoot(UBootName.of(generation, Sha256.of(file)), file);
  }
}
