package org.psyopsos.builder.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.builder.artifact.ArtifactDirectory;
import org.psyopsos.builder.settings.TkSettings;
import picocli.CommandLine.Option;

/** {@code --artifacts}. */
final class ArtifactsOption {

  @Option(
      names = "--artifacts",
      paramLabel = "DIR",
      description = "Where the files are (default: artifacts.directory of tk.toml).")
  private Optional<Path> artifacts = Optional.empty();

  ArtifactDirectory directory(Tk tk, TkSettings settings) {
    return new ArtifactDirectory(tk.resolve(artifacts).orElse(settings.artifacts()));
  }
}
