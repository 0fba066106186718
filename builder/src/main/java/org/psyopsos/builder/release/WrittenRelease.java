package org.psyopsos.builder.release;

import java.nio.file.Path;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.manifest.Manifest;

/**
 * A signed release in the output directory.
 *
 * @param manifest what it consists of
 * @param directory where its objects lie, by the names that the manifest gives
 */
public record WrittenRelease(Manifest manifest, Path directory) {

  public Path tarball() {
    return directory.resolve(manifest.tarball().name());
  }

  public Path chunks() {
    return directory.resolve(manifest.chunks().name());
  }

  public Path manifestFile() {
    return directory.resolve(manifest.stem() + DeaddropNames.MANIFEST_SUFFIX);
  }
}
