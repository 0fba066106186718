package org.psyopsos.builder.cli;

import java.util.Optional;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.Option;

/** Which version is made. */
final class VersionOption {

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "YYYYMMDD-HHMMSS in UTC, which files get as their time (default: now).")
  private Optional<String> version = Optional.empty();

  ReleaseVersion wanted(Tk tk) {
    return version
        .map(ReleaseVersion::new)
        .orElseGet(() -> ReleaseVersion.at(tk.caller().clock().instant()));
  }
}
