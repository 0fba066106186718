package org.psyopsos.builder.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.psyopsos.builder.esp.EspRelease;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tk mkimage esp}: the signed content of the EFI partition. */
@Command(
    name = "esp",
    description = {
      "Makes a signed release of the EFI partition: GRUB, its configuration, memtest;",
      "for a Raspberry Pi also firmware, U-Boot and device trees."
    })
final class MkImageEspCommand implements Callable<Integer> {

  private final Tk tk;

  @Mixin private VersionOption version = new VersionOption();

  @Mixin private ArtifactsOption artifacts = new ArtifactsOption();

  @Mixin private KeyOptions key = new KeyOptions();

  MkImageEspCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    ReleaseVersion wanted = version.wanted(tk);
    try (OutputLock lock = OutputLock.take(settings.output())) {
      ReleaseWriter writer =
          new ReleaseWriter(lock.directory().resolve("os"), key.open(tk), tk.caller().progress());
      EspRelease esp =
          new EspRelease(
              tk.caller().commands(),
              new EspRelease.Target(
                  settings.repo(),
                  settings.machine(),
                  settings.layout(),
                  settings.grub(),
                  artifacts.directory(tk, settings).deviceTrees()));
      tk.print(report(esp.write(wanted, writer)));
    }
    return ExitCode.OK.code();
  }

  private static Report report(WrittenRelease release) {
    Manifest manifest = release.manifest();
    return WrittenReleaseReport.of(
        release,
        "EFI release " + manifest.version() + " for " + manifest.platform(),
        "platform",
        manifest.platform().id());
  }
}
