package org.psyopsos.builder.cli;

import java.util.List;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.Manifest;

/** What a command says that has made a release. */
final class WrittenReleaseReport {

  private WrittenReleaseReport() {}

  /**
   * The files, under a line that says what they are.
   *
   * @param what for people
   * @param property the name of what is special to this kind of release
   * @param value its value
   */
  static Report of(WrittenRelease release, String what, String property, String value) {
    Manifest manifest = release.manifest();
    return new Report(
        List.of(
            what,
            "wrote " + release.tarball() + " (" + ByteCount.of(manifest.tarball().size()) + ")",
            "wrote " + release.manifestFile(),
            "wrote " + release.chunks()),
        Json.object()
            .put("version", manifest.version().value())
            .put(property, value)
            .put("tarball", release.tarball().toString())
            .put("size", manifest.tarball().size())
            .put("manifest", release.manifestFile().toString())
            .put("chunks", release.chunks().toString()));
  }
}
