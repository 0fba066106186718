package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The two copies on the EFI partition: which one counts, and which one the next write takes. */
final class EnvironmentPair {

  private final Path a;
  private final Path b;
  private final CheckedFiles files;

  EnvironmentPair(Path grubDirectory, CheckedFiles files) {
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
      return EnvironmentBlock.decode(files.read(file));
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

  /** The copy that is the {@link #newest}. */
  Path counting() {
    return isNewer(valid(b), valid(a)) ? b : a;
  }

  /** The other one: overwriting it can lose nothing. */
  Path expendable() {
    return counting().equals(a) ? b : a;
  }

  /**
   * Writes one copy and reads it back: in place, or anew where there is no file of the right size.
   * Such a one is worth nothing; of one in place a power cut leaves the old content or the new one.
   */
  void write(Path file, NumberedState content) {
    boolean misshapen =
        copy(file) instanceof EnvironmentCopy.Invalid invalid && !invalid.overwritable();
    if (misshapen) {
      create(file, content);
    } else {
      files.overwrite(file, EnvironmentBlock.encode(content));
    }
  }

  /** Makes one copy anew and reads it back. */
  void create(Path file, NumberedState content) {
    files.create(file, EnvironmentBlock.encode(content));
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
}
