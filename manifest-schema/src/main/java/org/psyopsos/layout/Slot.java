package org.psyopsos.layout;

import java.util.Arrays;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** One of the two partitions that hold a release. */
public enum Slot {
  A,
  B;

  /** The slot that is not this one. */
  public Slot other() {
    return this == A ? B : A;
  }

  /** {@code a} or {@code b}, as the boot environment and the command line spell it. */
  public String id() {
    return this == A ? "a" : "b";
  }

  /**
   * The slot spelled {@code a} or {@code b}.
   *
   * @throws BadInput for any other text
   */
  public static Slot ofId(String id) {
    return Arrays.stream(values())
        .filter(slot -> slot.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new BadInput(Problem.of("not a slot").expected("a or b").found("'" + id + "'")));
  }
}
