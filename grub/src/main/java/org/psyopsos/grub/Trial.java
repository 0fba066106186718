package org.psyopsos.grub;

import java.util.Objects;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * A version that is being tried.
 *
 * @param slot where it lies
 * @param version what lies there
 * @param attemptsLeft boots that GRUB still grants it, 0 to 9; GRUB takes one off before each
 */
public record Trial(Slot slot, ReleaseVersion version, int attemptsLeft) {

  /** The environment holds one digit. */
  public static final int MAX_ATTEMPTS = 9;

  public Trial {
    Objects.requireNonNull(slot);
    Objects.requireNonNull(version);
    if (attemptsLeft < 0 || attemptsLeft > MAX_ATTEMPTS) {
      throw new BadInput(
          Problem.of("not a number of boot attempts")
              .expected("0 to " + MAX_ATTEMPTS)
              .found(attemptsLeft));
    }
  }
}
