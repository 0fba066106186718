package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.layout.Slot;

/**
 * What is written to.
 *
 * @param slot whether a slot is written to
 * @param named which slot; empty for the one that does not run
 * @param efi whether the EFI partition is written to
 * @param loader whether its loader is written, too
 */
public record Targets(boolean slot, Optional<Slot> named, boolean efi, boolean loader) {

  /** The slot that does not run. */
  public static final Targets NONBOOTED = new Targets(true, Optional.empty(), false, false);
}
