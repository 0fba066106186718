package org.psyopsos.builder.esp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** A file that a package of the distribution brings. */
final class InstalledFile {

  private InstalledFile() {}

  /**
   * The file itself.
   *
   * @param what it is, for people
   * @param hint where to get it
   * @throws BadInput where it is missing or empty
   */
  static Path require(String what, Path file, String hint) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(Problem.of(what + " is missing").at(file).hint(hint));
    }
    if (Files.size(file) == 0) {
      throw new BadInput(Problem.of(what + " is empty").at(file).hint(hint));
    }
    return file;
  }
}
