package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/** Writes files of the boot environment and reads each of them back. */
final class CheckedFiles {

  private final EnvironmentFiles files;

  CheckedFiles(EnvironmentFiles files) {
    this.files = files;
  }

  /** The file's bytes; those of a block, and one more where it has more. */
  byte[] read(Path file) throws IOException {
    return files.read(file, EnvironmentBlock.SIZE + 1);
  }

  /** In place; the file has the block's size. */
  void overwrite(Path file, byte[] block) {
    write(file, block, files::overwrite);
  }

  /** Anew, whatever was there. */
  void create(Path file, byte[] block) {
    write(file, block, files::create);
  }

  @FunctionalInterface
  private interface Door {
    void write(Path file, byte[] block) throws IOException;
  }

  private void write(Path file, byte[] block, Door door) {
    try {
      door.write(file, block);
      if (!Arrays.equals(block, read(file))) {
        throw new NodeFault(
            Problem.of("the boot environment does not hold what was written to it")
                .at(file)
                .hint("the medium is failing: replace it"));
      }
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot write the boot environment")
              .at(file)
              .found(String.valueOf(e.getMessage()))
              .hint("is the EFI partition mounted read-write, and the medium sound?"),
          e);
    }
  }
}
