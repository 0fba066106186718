package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.psyopsos.builder.image.Made;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.ReleaseVersion;

/** What is said of a finished image. */
final class ImageReport {

  private ImageReport() {}

  static Report of(Made made, ReleaseVersion version) throws IOException {
    long size = Files.size(made.image());
    return new Report(
        List.of(
            "wrote " + made.image() + " (" + ByteCount.of(size) + ", sparse)",
            "wrote " + made.blockMap()),
        Json.object()
            .put("version", version.value())
            .put("image", made.image().toString())
            .put("size", size)
            .put("blockMap", made.blockMap().toString()));
  }

  static Report updated(Made made, UpdatedPartition which) {
    return new Report(
        List.of(
            "rewrote partition " + which.id() + " of " + made.image(), "wrote " + made.blockMap()),
        Json.object()
            .put("partition", which.id())
            .put("image", made.image().toString())
            .put("blockMap", made.blockMap().toString()));
  }
}
