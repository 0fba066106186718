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

  StagedSlot(Slot slot, ReleaseVersion version) {
    this.slot = slot;
    this.version = version;
  }

  public Slot slot() {
    return slot;
  }

  public ReleaseVersion version() {
    return version;
  }
}
