package org.psyopsos.agent.efi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.io.Directories;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.ReadBack;
import org.psyopsos.release.ReleasePlace;
import org.psyopsos.release.SlotAssembly;
import org.psyopsos.release.UBootName;
import org.psyopsos.release.VerifiedRelease;

/**
 * The root directory of the mounted EFI partition. New files grow beside the old ones and take
 * their places one by one, so that GRUB finds the old file or the new one at each moment, and one
 * configuration that its list vouches for.
 */
final class EfiDirectory implements ReleasePlace {

  /** Room for what grows in directories and for what does not fill its last cluster. */
  private static final long RESERVE = 1L << 20;

  private final Path root;
  private final EfiScope scope;

  EfiDirectory(Path root, EfiScope scope) {
    this.root = root;
    this.scope = scope;
  }

  @Override
  public Path resolve(Artifact file) {
    return root.resolve(file.path());
  }

  /** In the same directory: on FAT, its name and the other's may then be in one sector. */
  @Override
  public Path incoming(Artifact file) {
    return DurableFiles.temporaryFor(resolve(file));
  }

  @Override
  public boolean takes(Artifact file) {
    return scope.takes(file.path());
  }

  /** Whether something was begun and not ended. */
  static boolean hasLeftovers(Path root) {
    try {
      return !leftovers(root).isEmpty();
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot read the EFI partition")
              .at(root)
              .found(String.valueOf(e.getMessage()))
              .hint("the medium may be failing; see the kernel's log"),
          e);
    }
  }

  /**
   * Deletes what was begun for another release.
   *
   * @throws NodeFault where that cannot be told from a second name of a file in use: on FAT,
   *     deleting it would free that file's clusters
   */
  void clearLeftovers(Manifest manifest) {
    Set<Path> begun = manifest.files().stream().map(this::incoming).collect(Collectors.toSet());
    SlotAssembly.writing(
        root,
        () -> {
          for (Path leftover : leftovers(root)) {
            requireNoSecondName(leftover);
            if (!begun.contains(leftover)) {
              DurableFiles.deleteOnFat(leftover);
            }
          }
        });
  }

  /** Sees to it that grub.cfg may be touched: until it is whole again, its spare counts. */
  void keepSpare() {
    ConfigFiles files = new ConfigFiles(root);
    if (files.isSpareIntact() || !(files.isIntact() || isAsKept())) {
      return;
    }
    Path spare = root.resolve(ConfigFiles.SPARE_CONFIG);
    SlotAssembly.writing(
        spare,
        () -> {
          DurableFiles.createDirectory(root.resolve(ConfigFiles.SPARE));
          DurableFiles.deleteOnFat(DurableFiles.temporaryFor(spare));
          replace(spare, Files.readAllBytes(root.resolve(ConfigFiles.CONFIG)));
          replace(root.resolve(ConfigFiles.SPARE_SUMS), ConfigFiles.sums(Sha256.of(spare)));
        });
  }

  /**
   * Refuses what does not fit.
   *
   * @param bytes that lie beside what is there, when all has arrived
   * @throws NodeFault before anything was fetched
   */
  void requireRoom(Manifest manifest, long bytes) {
    SlotAssembly.writing(
        root,
        () -> {
          long free = Files.getFileStore(root).getUsableSpace();
          for (Artifact file : manifest.files()) {
            free += Files.exists(incoming(file)) ? Files.size(incoming(file)) : 0;
          }
          if (free < bytes + RESERVE) {
            throw new NodeFault(
                Problem.of("the release does not fit beside what the EFI partition holds")
                    .at(root)
                    .expected("room for " + (bytes + RESERVE) + " bytes")
                    .found(free + " bytes")
                    .hint("delete what nobody needs there, or make a larger one with a new image"));
          }
        });
  }

  /**
   * Reads what has arrived and compares it with the manifest.
   *
   * @throws NodeFault for the first file that differs
   */
  void requireArrived(ReadBack readBack, List<Artifact> arrived) {
    readBack.require(this, arrived);
    requireSpare();
  }

  /** The same for all that the release puts here. */
  void requireContent(Manifest manifest) {
    manifest.files().stream().filter(this::takes).forEach(this::require);
  }

  /**
   * Files of the release before that this one does not name go, too, and any U-Boot that {@code
   * config.txt} does not name any more.
   */
  @Override
  public void settle(Manifest manifest, List<Artifact> arrived) {
    for (Artifact file :
        arrived.stream().sorted(Comparator.comparing(EfiDirectory::turn)).toList()) {
      SlotAssembly.writing(
          resolve(file), () -> DurableFiles.moveIntoPlaceOnFat(incoming(file), resolve(file)));
    }
    SlotAssembly.writing(
        root,
        () -> {
          for (Path stale : stale(manifest)) {
            DurableFiles.deleteOnFat(stale);
          }
        });
  }

  /** Leaves the manifest, for people and for the next look. */
  void complete(VerifiedRelease release) {
    Path directory = root.resolve(BootControl.DIRECTORY);
    SlotAssembly.writing(
        directory,
        () -> {
          for (Map.Entry<String, byte[]> signature :
              SignatureObjects.of(SlotFiles.MANIFEST, release.signed().signatures()).entrySet()) {
            replace(directory.resolve(signature.getKey()), signature.getValue());
          }
          replace(directory.resolve(SlotFiles.MANIFEST), release.signed().bytes());
        });
  }

  /** The bytes of files that {@link #settle} would delete. */
  long staleBytes(Manifest manifest) {
    long[] bytes = {0};
    SlotAssembly.writing(
        root,
        () -> {
          for (Path stale : stale(manifest)) {
            bytes[0] += Files.exists(stale) ? Files.size(stale) : 0;
          }
        });
    return bytes[0];
  }

  /** Files of the release before that this one does not name: {@link #settle} deletes them. */
  List<String> dropped(Manifest manifest) {
    return EfiContents.kept(root).stream()
        .flatMap(release -> release.files().stream())
        .map(Artifact::path)
        .filter(scope::takes)
        .filter(path -> manifest.file(path).isEmpty())
        .toList();
  }

  private List<Path> stale(Manifest manifest) throws IOException {
    Stream<String> uBoots =
        uBoots().stream().filter(scope::takesLoader).filter(path -> manifest.file(path).isEmpty());
    return Stream.concat(dropped(manifest).stream(), uBoots).distinct().map(root::resolve).toList();
  }

  /** One may be left of a release whose manifest is not the one that is kept. */
  private List<String> uBoots() throws IOException {
    return Directories.list(root).stream()
        .map(path -> path.getFileName().toString())
        .filter(UBootName::is)
        .toList();
  }

  private boolean isAsKept() {
    return EfiContents.kept(root)
        .flatMap(manifest -> manifest.file(ConfigFiles.CONFIG))
        .filter(file -> EfiContents.holds(root, file))
        .isPresent();
  }

  /**
   * Until grub.cfg and its list are new, the spare stays; the spare is last. Firmware starts the
   * U-Boot that config.txt names, so what that starts and passes on is there before.
   */
  private static int turn(Artifact file) {
    return switch (file.path()) {
      case ConfigFiles.CONFIG -> 0;
      case ConfigFiles.SUMS -> 1;
      case UBootName.CONFIG -> 3;
      case ConfigFiles.SPARE_CONFIG -> 4;
      case ConfigFiles.SPARE_SUMS -> 5;
      default -> 2;
    };
  }

  private void requireSpare() {
    ConfigFiles files = new ConfigFiles(root);
    if (files.isIntact() && !files.isSpareIntact()) {
      throw new NodeFault(
          Problem.of("the EFI partition does not hold what was written to it")
              .at(root.resolve(ConfigFiles.SPARE_CONFIG))
              .expected("what the list beside it says")
              .hint("the medium may be failing; see the kernel's log"));
    }
  }

  private void require(Artifact file) {
    if (!EfiContents.holds(root, file)) {
      throw new NodeFault(
          Problem.of("the EFI partition does not hold what was written to it")
              .at(resolve(file))
              .expected("SHA-256 " + file.sha256())
              .hint("the medium may be failing; see the kernel's log"));
    }
  }

  /**
   * Writes a file unless it holds these bytes: a power cut may leave what was written beside it,
   * and two files that hold the same cannot be told from one that has two names.
   */
  private static void replace(Path file, byte[] bytes) throws IOException {
    if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
      DurableFiles.writeOnFat(file, bytes);
    }
  }

  private static List<Path> leftovers(Path root) throws IOException {
    return Directories.walk(root).stream()
        .filter(path -> path.toString().endsWith(DurableFiles.TEMPORARY_SUFFIX))
        .filter(path -> Files.isRegularFile(path))
        .toList();
  }

  private static void requireNoSecondName(Path leftover) throws IOException {
    String name = leftover.getFileName().toString();
    Path file =
        leftover.resolveSibling(
            name.substring(0, name.length() - DurableFiles.TEMPORARY_SUFFIX.length()));
    boolean same = Files.isRegularFile(file) && Files.mismatch(file, leftover) < 0;
    if (same && Files.size(file) > 0) { // Empty ones have no clusters that they could share.
      throw new NodeFault(
          Problem.of("the EFI partition has two names for what may be one file")
              .at(leftover)
              .expected("another content than that of " + file.getFileName())
              .found("the same")
              .hint("a power cut may have left that: fsck.vfat -a mends it"));
    }
  }
}
