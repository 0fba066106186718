package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.image.CardSize;
import org.psyopsos.builder.image.DiskImage;
import org.psyopsos.builder.image.DiskUpdate;
import org.psyopsos.builder.image.Made;
import org.psyopsos.builder.image.PartitionContent;
import org.psyopsos.builder.image.SecretContent;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.builder.release.ReleaseFolder;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.vm.DiskImages;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tk mkimage disk}: a whole disk, ready to boot. */
@Command(
    name = "disk",
    description = {
      "Makes a disk image of signed releases: EFI partition, secret, the release in both slots.",
      "Needs no privileges. Signatures are verified first.",
      "With --update, rewrites one partition of IMAGE and leaves the others to the byte."
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

  @Option(
      names = "--card-size",
      paramLabel = "SIZE",
      description = {
        "Make no image that is larger: 4GB, 3700MiB, or bytes.",
        "A card holds a little less than is printed on it."
      })
  private Optional<String> cardSize = Optional.empty();

  @Option(
      names = "--update",
      paramLabel = "PARTITION",
      description = "a, b, efi or secret: rewrite only this one, in IMAGE.")
  private Optional<UpdatedPartition> update = Optional.empty();

  @Parameters(
      arity = "0..1",
      paramLabel = "IMAGE",
      description = "With --update: an image that 'tk mkimage disk' made.")
  private Optional<Path> image = Optional.empty();

  MkImageDiskCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    requireFittingOptions();
    TkSettings settings = tk.settings();
    cardSize.map(CardSize::of).ifPresent(card -> card.requireRoomFor(settings.layout()));
    if (update.isPresent()) {
      update(settings, update.get(), tk.resolve(image).orElseThrow());
    } else {
      make(settings);
    }
    return ExitCode.OK.code();
  }

  private void make(TkSettings settings) throws IOException {
    SecretContent content = SecretContent.of(tk.resolve(secret));
    try (OutputLock lock = OutputLock.take(settings.output())) {
      DiskImage.Content all = new DiskImage.Content(os(settings), efi(settings), content);
      Made made =
          new DiskImage(tk.caller().commands(), lock.directory(), tk.caller().progress())
              .make(all, settings.layout());
      tk.print(ImageReport.of(made, all.os().manifest().version()));
    }
  }

  private void update(TkSettings settings, UpdatedPartition which, Path disk) throws IOException {
    Path existing = DiskImages.require(disk).toRealPath();
    PartitionContent content = content(settings, which);
    try (OutputLock lock = OutputLock.take(existing.resolveSibling(""))) {
      Path file = lock.directory().resolve(existing.getFileName());
      tk.print(
          ImageReport.updated(
              new DiskUpdate(tk.caller().commands(), settings.layout(), tk.caller().progress())
                  .update(file, content),
              which));
    }
  }

  private PartitionContent content(TkSettings settings, UpdatedPartition which) throws IOException {
    return switch (which) {
      case A -> new PartitionContent.OfSlot(Slot.A, os(settings));
      case B -> new PartitionContent.OfSlot(Slot.B, os(settings));
      case EFI -> new PartitionContent.OfEfi(efi(settings));
      case SECRET -> new PartitionContent.OfSecret(SecretContent.of(tk.resolve(secret)));
    };
  }

  private void requireFittingOptions() {
    if (update.isPresent() && cardSize.isPresent()) {
      throw new BadInput(
          Problem.of("an image that is updated keeps its size")
              .hint("leave out --card-size, or make a new image"));
    }
    if (update.isPresent() != image.isPresent()) {
      throw new BadInput(
          Problem.of(
                  update.isPresent()
                      ? "no image to update"
                      : "an existing image is named, but not what to do with it")
              .hint("tk mkimage disk --update a|b|efi|secret IMAGE"));
    }
  }

  private LocalRelease os(TkSettings settings) throws IOException {
    return releases(settings).take(ReleaseType.OS, release.map(ReleaseVersion::new));
  }

  private LocalRelease efi(TkSettings settings) throws IOException {
    return releases(settings).take(ReleaseType.ESP, esp.map(ReleaseVersion::new));
  }

  private static ReleaseFolder releases(TkSettings settings) throws IOException {
    Path file = new KeyDirectory(settings.keys()).root();
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          Problem.of("no trust root to verify releases by")
              .at(file)
              .hint("make one with 'tk keygen'"));
    }
    TrustRoot root = TrustRootCodec.read(Files.readAllBytes(file), file.toString());
    return new ReleaseFolder(settings.output().resolve("os"), root, settings.platform());
  }
}
