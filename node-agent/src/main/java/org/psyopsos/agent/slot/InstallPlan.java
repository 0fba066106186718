package org.psyopsos.agent.slot;

import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.SlotAssembly;

/**
 * What an installation would do.
 *
 * @param target where it would go, for people
 * @param counts bytes
 * @param deleted bytes of files that the release does not name
 */
public record InstallPlan(
    ReleaseVersion version, String target, SlotAssembly.Counts counts, long deleted) {}
