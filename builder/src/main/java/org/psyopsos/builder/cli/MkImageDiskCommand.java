package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.image.DiskImage;
import org.psyopsos.builder.image.Made;
import org.psyopsos.builder.image.ReleaseShelf;
import org.psyopsos.builder.image.SecretContent;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tk mkimage disk}: a whole disk, ready to boot. */
@Command(
    name = "disk",
    description = {
      "Makes a disk image of signed releases: EFI partition, secret, the release in both slots.",
      "Needs no privileges. Signatures are verified first."
    })
final class MkImageDiskCommand implements Callable<Integer> {

  private final Tk tk;

  @Option(
      names = "--release",
      paramLabel = "VERSION",
      description = "The OS release (default: the newest in the output directory).")
  private Optional<String> release = Optional.empty();

  @Option(
      names = "--esp",
      paramLabel = "VERSION",
      description = "The EFI release (default: the newest in the output directory).")
  private Optional<String> esp = Optional.empty();

  @Option(
      names = "--secret",
      paramLabel = "DIR|IMAGE",
      description = "What the secret partition holds (default: nothing).")
  private Optional<Path> secret = Optional.empty();

  MkImageDiskCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    SecretContent content = SecretContent.of(tk.resolve(secret));
    try (OutputLock lock = OutputLock.take(settings.output())) {
      ReleaseShelf shelf = shelf(settings);
      DiskImage.Content all =
          new DiskImage.Content(
              shelf.take(ReleaseType.OS, release.map(ReleaseVersion::new)),
              shelf.take(ReleaseType.ESP, esp.map(ReleaseVersion::new)),
              content);
      Made made =
          new DiskImage(tk.caller().commands(), lock.directory(), tk.caller().progress())
              .make(all, settings.layout());
      tk.print(ImageReport.of(made, all.os().manifest().version()));
    }
    return ExitCode.OK.code();
  }

  private static ReleaseShelf shelf(TkSettings settings) throws IOException {
    Path file = new KeyDirectory(settings.keys()).root();
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          Problem.of("no trust root to verify releases by")
              .at(file)
              .hint("make one with 'tk keygen'"));
    }
    TrustRoot root = TrustRootCodec.read(Files.readAllBytes(file), file.toString());
    return new ReleaseShelf(settings.output().resolve("os"), root, settings.platform());
  }
}
