package org.psyopsos.release;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Directories;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.trust.SignedDocument;

/**
 * The root directory of a mounted slot. The order of an update is {@link #requireRoom}, a {@link
 * SlotAssembly}, a {@link ReadBack}, {@link #settle}, {@link #complete}.
 */
public final class SlotDirectory implements ReleasePlace {

  /** Room for what a slot holds beside its release, and for the file system's own needs. */
  private static final long RESERVE = 4L << 20;

  private static final int DIRECTORY_MODE = 0755;

  private final Path root;

  public SlotDirectory(Path root) {
    this.root = root;
  }

  /**
   * Refuses a release that does not fit.
   *
   * @throws NodeFault before anything was written
   */
  public void requireRoom(Manifest manifest) {
    try {
      FileStore store = Files.getFileStore(root);
      long room = store.getUsableSpace() + usedBytes(root);
      long needed = manifest.contentSize() + manifest.chunks().size() + RESERVE;
      if (room < needed) {
        throw new NodeFault(
            Problem.of("the release is larger than the slot")
                .at(root)
                .expected("room for " + needed + " bytes")
                .found(room + " bytes")
                .hint("make the release smaller, or the slots larger with a new image"));
      }
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  /** Whether so many bytes can lie beside what the slot holds; what is incoming counts as free. */
  public boolean hasRoomBeside(long bytes) {
    try {
      long free = Files.getFileStore(root).getUsableSpace();
      long reusable = Files.exists(incoming()) ? usedBytes(incoming()) : 0;
      return free + reusable >= bytes + RESERVE;
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  /** Gives up what the slot holds, but for files that {@code manifest} names and for its roots. */
  public void makeRoom(Manifest manifest) {
    invalidate();
    Map<Path, Artifact> wanted = new HashMap<>();
    manifest.files().forEach(file -> wanted.put(resolve(file), file));
    SlotAssembly.writing(
        root,
        () -> {
          for (Path path : deepestFirst(root)) {
            boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
            Artifact same = wanted.get(path);
            boolean needed = same != null && FileAssembly.holds(path, same);
            if (file && !needed && !isKept(path) && !path.startsWith(incoming())) {
              Files.delete(path);
            }
          }
        });
  }

  /** Makes the slot incomplete, durably, before anything in it changes. */
  public void invalidate() {
    Path manifest = root.resolve(SlotFiles.MANIFEST);
    SlotAssembly.writing(
        manifest,
        () -> {
          removeDirectory(manifest);
          DurableFiles.delete(manifest);
        });
  }

  /**
   * Deletes everything that {@code manifest} does not name, directories that become empty too.
   *
   * @return how many files
   */
  public int removeStale(Manifest manifest) {
    int[] count = {0};
    SlotAssembly.writing(
        root,
        () -> {
          for (Path path : stale(manifest)) {
            Files.delete(path);
            count[0]++;
          }
        });
    return count[0];
  }

  /** How many bytes {@link #removeStale} would free, the slot's own documents not counted. */
  public long staleBytes(Manifest manifest) {
    long bytes = 0;
    try {
      for (Path path : stale(manifest)) {
        String name = root.relativize(path).toString();
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !SlotFiles.isReserved(name)) {
          bytes += Files.size(path);
        }
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  private List<Path> stale(Manifest manifest) throws IOException {
    Set<Path> wanted = new HashSet<>();
    for (Artifact file : manifest.files()) {
      for (Path path = resolve(file); path != null && !path.equals(root); path = path.getParent()) {
        wanted.add(path);
      }
    }
    return deepestFirst(root).stream()
        .filter(path -> !wanted.contains(path) && !isKept(path) && !path.startsWith(incoming()))
        .toList();
  }

  /**
   * Reads every file and compares it with the manifest.
   *
   * @throws NodeFault for the first that differs
   */
  public void requireContent(Manifest manifest) {
    for (Artifact file : manifest.files()) {
      Path path = resolve(file);
      try {
        Sha256 found = Sha256.of(path);
        if (!found.equals(file.sha256())) {
          throw ReadBack.differs(path, file, found);
        }
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }
  }

  /**
   * Makes the slot complete: chunk index, offer and signature first, the manifest last, each
   * durable before the next. They can be read by everybody, as can the directories.
   */
  public void complete(VerifiedRelease release, byte[] chunkIndex) {
    complete(release, chunkIndex, Optional.empty());
  }

  /**
   * The same.
   *
   * @param followed the channel document to keep where none offers the release: what the node knows
   *     of its channel does not go with it
   */
  public void complete(
      VerifiedRelease release, byte[] chunkIndex, Optional<SignedDocument> followed) {
    Optional<SignedDocument> channel = release.offer().map(Offer::signed).or(() -> followed);
    SlotAssembly.writing(
        root,
        () -> {
          setDirectoryModes();
          new SlotDocuments(root).write(release, chunkIndex, channel);
        });
  }

  @Override
  public Path resolve(Artifact file) {
    return root.resolve(file.path());
  }

  /** Where files lie that are being put together. */
  Path incoming() {
    return root.resolve(SlotFiles.INCOMING);
  }

  @Override
  public Path incoming(Artifact file) {
    return incoming().resolve(file.path());
  }

  /** The slot has no manifest from here on: nothing boots it until {@link #complete}. */
  @Override
  public void settle(Manifest manifest, List<Artifact> arrived) {
    invalidate();
    removeStale(manifest);
    for (Artifact file : arrived) {
      SlotAssembly.writing(resolve(file), () -> moveIn(file));
    }
    for (Artifact file : manifest.files()) {
      SlotAssembly.writing(resolve(file), () -> setAttributes(file, manifest.version()));
    }
    SlotAssembly.writing(incoming(), () -> removeDirectory(incoming()));
  }

  /**
   * Makes way for what is to be put together: in a slot full of garbage a file may stand where a
   * directory belongs, or the other way round.
   */
  public void clearIncoming(Manifest manifest) {
    SlotAssembly.writing(
        incoming(),
        () -> {
          for (Artifact file : manifest.files()) {
            clearWay(incoming(file));
          }
        });
  }

  private void clearWay(Path file) throws IOException {
    Path path = root;
    for (Path name : root.relativize(file)) {
      path = path.resolve(name);
      if (path.equals(file)) {
        removeDirectory(file);
      } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path);
        return;
      }
    }
  }

  private void moveIn(Artifact file) throws IOException {
    Path path = resolve(file);
    clearWay(path);
    Files.createDirectories(path.getParent());
    Files.move(incoming(file), path, StandardCopyOption.REPLACE_EXISTING);
  }

  private void setAttributes(Artifact file, ReleaseVersion version) throws IOException {
    Path path = resolve(file);
    FileModes.set(path, file.mode());
    Files.setLastModifiedTime(path, FileTime.from(version.instant()));
  }

  /** Deletes a directory with all that is in it; leaves anything else as it is. */
  private void removeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Directories.delete(directory);
    }
  }

  /** A slot is the same whoever has written it: no umask decides. */
  private void setDirectoryModes() throws IOException {
    for (Path path : deepestFirst(root)) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !isKept(path)) {
        FileModes.set(path, DIRECTORY_MODE);
      }
    }
    FileModes.set(root, DIRECTORY_MODE);
  }

  private boolean isKept(Path path) {
    Path relative = root.relativize(path);
    return relative.toString().equals(SlotFiles.LOST_AND_FOUND)
        || (relative.startsWith(SlotFiles.ROOTS)
            && Files.isDirectory(root.resolve(SlotFiles.ROOTS), LinkOption.NOFOLLOW_LINKS));
  }

  /** All that is in a directory, without itself. */
  private static List<Path> deepestFirst(Path directory) throws IOException {
    return Directories.walk(directory).stream()
        .filter(path -> !path.equals(directory))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static long usedBytes(Path directory) throws IOException {
    long bytes = 0;
    for (Path path : Directories.walk(directory)) {
      bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
    }
    return bytes;
  }

  private static NodeFault unreadable(Path path, IOException e) {
    return new NodeFault(
        Problem.of("cannot read the slot")
            .at(path)
            .found(String.valueOf(e.getMessage()))
            .hint("the medium may be failing; see the kernel's log"),
        e);
  }
}
