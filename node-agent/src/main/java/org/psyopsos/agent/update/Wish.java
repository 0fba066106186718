package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What is wanted of an update.
 *
 * @param version this one, whatever the channel offers
 * @param slot this one, and not simply the one that does not run
 * @param flip whether it shall be booted
 * @param dryRun whether only to say what would be done
 */
public record Wish(
    Optional<ReleaseVersion> version, Optional<Slot> slot, boolean flip, boolean dryRun) {

  /** What the channel offers, in the slot that does not run, to be booted. */
  public static final Wish NEWEST = new Wish(Optional.empty(), Optional.empty(), true, false);
}
