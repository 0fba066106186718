package org.psyopsos.builder.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.psyopsos.builder.artifact.ArtifactDirectory;
import org.psyopsos.builder.artifact.OsRelease;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tk mkimage os}: the signed content of a slot. */
@Command(
    name = "os",
    description = "Makes a signed OS release of the artifacts: tarball, manifest, chunk index.")
final class MkImageOsCommand implements Callable<Integer> {

  private final Tk tk;

  @Mixin private VersionOption version = new VersionOption();

  @Mixin private ArtifactsOption artifacts = new ArtifactsOption();

  @Mixin private KeyOptions key = new KeyOptions();

  MkImageOsCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    ReleaseVersion wanted = version.wanted(tk);
    ArtifactDirectory directory = artifacts.directory(tk, settings);
    try (OutputLock lock = OutputLock.take(settings.output())) {
      MinisignSecretKey opened = key.open(tk);
      ReleaseWriter writer =
          new ReleaseWriter(settings.output().resolve("os"), opened, tk.caller().progress());
      WrittenRelease release = release(directory, settings).write(wanted, writer, lock.directory());
      directory
          .ignored(release.manifest())
          .forEach(name -> tk.caller().err().println("not part of a release: " + name));
      tk.print(report(release));
    }
    return ExitCode.OK.code();
  }

  private OsRelease release(ArtifactDirectory directory, TkSettings settings) {
    return new OsRelease(
        tk.caller().commands(),
        directory,
        new OsRelease.Target(
            settings.repo(),
            settings.platform(),
            settings.layout().a(),
            settings.kernelArguments(),
            settings.machine().boards()));
  }

  private static Report report(WrittenRelease release) {
    Manifest manifest = release.manifest();
    return WrittenReleaseReport.of(
        release,
        "release " + manifest.version() + ", kernel " + manifest.kernelVersion(),
        "kernelVersion",
        manifest.kernelVersion());
  }
}
