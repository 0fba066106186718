package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.image.Made;
import org.psyopsos.builder.image.SecretContent;
import org.psyopsos.builder.image.SecretImage;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tk mkimage secret}: the secret partition by itself. */
@Command(
    name = "secret",
    description = {
      "Makes an image of the secret partition, empty or with a copy of a directory.",
      "Files in it belong to root; their modes are kept."
    })
final class MkImageSecretCommand implements Callable<Integer> {

  private final Tk tk;

  @Option(names = "--from", paramLabel = "DIR", description = "Copy this directory into it.")
  private Optional<Path> from = Optional.empty();

  @Mixin private VersionOption version = new VersionOption();

  MkImageSecretCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    ReleaseVersion wanted = version.wanted(tk);
    SecretContent content = SecretContent.ofDirectory(tk.resolve(from));
    try (OutputLock lock = OutputLock.take(settings.output())) {
      Made made =
          new SecretImage(tk.caller().commands(), lock.directory(), tk.caller().progress())
              .make(wanted, settings.layout().secret(), content);
      tk.print(ImageReport.of(made, wanted));
    }
    return ExitCode.OK.code();
  }
}
