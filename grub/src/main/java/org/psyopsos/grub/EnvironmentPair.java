package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/** The two copies on the EFI partition: which one counts, and which one the next write takes. */
final class EnvironmentPair {

  private final Path a;
  private final Path b;
  private final EnvironmentFiles files;

  EnvironmentPair(Path grubDirectory, EnvironmentFiles files) {
    this.a = grubDirectory.resolve("env.a");
    this.b = grubDirectory.resolve("env.b");
    this.files = files;
  }

  Path a() {
    return a;
  }

  Path b() {
    return b;
  }

  EnvironmentCopy copy(Path file) {
    try {
      return EnvironmentBlock.decode(files.read(file, EnvironmentBlock.SIZE + 1));
    } catch (NoSuchFileException e) {
      return new EnvironmentCopy.Invalid("missing", false);
    } catch (IOException e) {
      return new EnvironmentCopy.Invalid("cannot be read: " + e.getMessage(), true);
    }
  }

  /** The valid copy of the greater generation; of two equal ones the first, as in the script. */
  Optional<NumberedState> newest() {
    Optional<NumberedState> first = valid(a);
    Optional<NumberedState> second = valid(b);
    return isNewer(second, first) ? second : first;
  }

  /** The copy that is not the {@link #newest}: overwriting it can lose nothing. */
  Path expendable() {
    return isNewer(valid(b), valid(a)) ? a : b;
  }

  /**
   * Writes one copy and reads it back: in place, or anew where there is no file of the right size.
   * Nothing may depend on that copy.
   */
  void write(Path file, NumberedState content) {
    boolean misshapen =
        copy(file) instanceof EnvironmentCopy.Invalid invalid && !invalid.overwritable();
    if (misshapen) {
      create(file, content);
    } else {
      overwrite(file, content);
    }
  }

  private void overwrite(Path file, NumberedState content) {
    byte[] block = EnvironmentBlock.encode(content);
    try {
      files.overwrite(file, block);
      check(file, block);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  /** Makes one copy anew and reads it back. */
  void create(Path file, NumberedState content) {
    byte[] block = EnvironmentBlock.encode(content);
    try {
      files.create(file, block);
      check(file, block);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private void check(Path file, byte[] written) throws IOException {
    if (!Arrays.equals(written, files.read(file, EnvironmentBlock.SIZE + 1))) {
      throw new NodeFault(
          Problem.of("the boot environment does not hold what was written to it")
              .at(file)
              .hint("the medium is failing: replace it"));
    }
  }

  private Optional<NumberedState> valid(Path file) {
    return copy(file) instanceof EnvironmentCopy.Valid valid
        ? Optional.of(valid.content())
        : Optional.empty();
  }

  private static boolean isNewer(Optional<NumberedState> second, Optional<NumberedState> first) {
    return second.isPresent()
        && (first.isEmpty() || second.get().generation().compareTo(first.get().generation()) > 0);
  }

  private static NodeFault cannotWrite(Path file, IOException e) {
    return new NodeFault(
        Problem.of("cannot write the boot environment")
            .at(file)
            .found(String.valueOf(e.getMessage()))
            .hint("is the EFI partition mounted read-write, and the medium sound?"),
        e);
  }
}
