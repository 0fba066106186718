package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What is wanted of an update.
 *
 * @param version this one, whatever the channel offers
 * @param targets what it goes into
 * @param flip whether a slot that is written shall be booted
 * @param dryRun whether only to say what would be done
 */
public record Wish(
    Optional<ReleaseVersion> version, Targets targets, boolean flip, boolean dryRun) {

  /** What the channel offers, in the slot that does not run, to be booted. */
  public static final Wish NEWEST = new Wish(Optional.empty(), Targets.NONBOOTED, true, false);
}
