package org.psyopsos.agent.slot;

import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * A slot that holds a complete release, read back from the medium; only {@link SlotInstaller} makes
 * one.
 */
public final class StagedSlot {

  private final Slot slot;
  private final ReleaseVersion version;
  private final Traffic traffic;

  StagedSlot(Slot slot, ReleaseVersion version, Traffic traffic) {
    this.slot = slot;
    this.version = version;
    this.traffic = traffic;
  }

  public Slot slot() {
    return slot;
  }

  public ReleaseVersion version() {
    return version;
  }

  /** What it took to fill it. */
  public Traffic traffic() {
    return traffic;
  }
}
