package org.psyopsos.release;

import java.nio.file.Path;
import java.util.List;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;

/** A file system that a release's files are put together on. */
public interface ReleasePlace {

  /** Where a file shall lie. */
  Path resolve(Artifact file);

  /** Where it grows until it is whole. */
  Path incoming(Artifact file);

  /** Whether it is to be there at all; one that is not is neither fetched nor written. */
  default boolean takes(Artifact file) {
    return true;
  }

  /**
   * Puts files where they shall lie, in place of what is there.
   *
   * @param arrived files of the manifest that are whole and forced where they have grown
   * @throws org.psyopsos.failure.NodeFault where that is impossible
   */
  void settle(Manifest manifest, List<Artifact> arrived);
}
