package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.layout.Slot;

/**
 * What is written to.
 *
 * @param slot whether a slot is
 * @param named this one, and not simply the one that does not run
 * @param efi whether the EFI partition is
 * @param loader whether the loader on it is
 */
public record Targets(boolean slot, Optional<Slot> named, boolean efi, boolean loader) {

  /** The slot that does not run. */
  public static final Targets NONBOOTED = new Targets(true, Optional.empty(), false, false);
}
