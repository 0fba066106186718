package org.psyopsos.builder.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.image.EspRelease;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tk mkimage esp}: the signed content of the EFI partition. */
@Command(
    name = "esp",
    description = "Makes a signed release of the EFI partition: GRUB, its configuration, memtest.")
final class MkImageEspCommand implements Callable<Integer> {

  private final Tk tk;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "YYYYMMDD-HHMMSS in UTC (default: now).")
  private Optional<String> version = Optional.empty();

  @Mixin private KeyOptions key = new KeyOptions();

  MkImageEspCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    ReleaseVersion wanted =
        version
            .map(ReleaseVersion::new)
            .orElseGet(() -> ReleaseVersion.at(tk.caller().clock().instant()));
    try (OutputLock lock = OutputLock.take(settings.output())) {
      ReleaseWriter writer =
          new ReleaseWriter(lock.directory().resolve("os"), key.open(tk), tk.caller().progress());
      EspRelease esp =
          new EspRelease(
              tk.caller().commands(),
              new EspRelease.Target(
                  settings.repo(), settings.platform(), settings.layout(), settings.memtest()));
      report(esp.write(wanted, writer));
    }
    return ExitCode.OK.code();
  }

  private void report(WrittenRelease release) {
    Manifest manifest = release.manifest();
    tk.print(
        new Report(
            List.of(
                "EFI release " + manifest.version() + " for " + manifest.platform(),
                "wrote " + release.tarball() + " (" + ByteCount.of(manifest.tarball().size()) + ")",
                "wrote " + release.manifestFile(),
                "wrote " + release.chunks()),
            Json.object()
                .put("version", manifest.version().value())
                .put("platform", manifest.platform().id())
                .put("tarball", release.tarball().toString())
                .put("size", manifest.tarball().size())
                .put("manifest", release.manifestFile().toString())
                .put("chunks", release.chunks().toString())));
  }
}
