package org.psyopsos.agent.slot;

import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.SlotAssembly;

/**
 * What an installation would do.
 *
 * @param counts bytes
 * @param deleted bytes of files that the release does not name
 */
public record InstallPlan(
    ReleaseVersion version, Slot slot, SlotAssembly.Counts counts, long deleted) {}
