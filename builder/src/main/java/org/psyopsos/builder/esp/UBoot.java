package org.psyopsos.builder.esp;

import java.io.IOException;
import java.nio.file.Path;
import org.psyopsos.builder.tools.RaspberryPiPackage;
import org.psyopsos.failure.BadInput;
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
   * U-Boot as Debian's package has it.
   *
   * @param directory that holds {@code rpi_3} and {@code rpi_4}
   * @param generation 3 or 4
   * @throws BadInput where it is missing
   */
  static UBoot in(Path directory, int generation) throws IOException {
    Path file =
        InstalledFile.require(
            "U-Boot for the Raspberry Pi " + generation,
            directory.resolve("rpi_" + generation).resolve("u-boot.bin"),
            new RaspberryPiPackage("u-boot-rpi", "rpi.u_boot").hint());
    return new UBoot(UBootName.of(generation, Sha256.of(file)), file);
  }
}
