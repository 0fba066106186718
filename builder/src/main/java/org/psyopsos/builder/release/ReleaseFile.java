package org.psyopsos.builder.release;

import java.nio.file.Path;
import org.psyopsos.manifest.ArtifactRole;

/**
 * A file that goes into a release.
 *
 * @param path its name in the release
 * @param role what it is for
 * @param mode permission bits that it will have
 * @param source where its bytes are
 */
public record ReleaseFile(String path, ArtifactRole role, int mode, Path source) {

  /** The same file of the release with bytes from elsewhere. */
  public ReleaseFile from(Path other) {
    return new ReleaseFile(path, role, mode, other);
  }
}
