package org.psyopsos.grub;

import java.util.Objects;

/** What one valid copy of the boot environment says, and which write it came from. */
public record NumberedState(Generation generation, BootState state) {

  public NumberedState {
    Objects.requireNonNull(generation);
    Objects.requireNonNull(state);
  }
}
