package org.psyopsos.agent.door;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has passed into some directories: bytes, and changes of names. It counts below the code
 * under test, which neither knows of it nor can reach those directories by another way; what is
 * written and deleted again has been counted too.
 */
public final class Door implements Guard {

  private final FileSystem behind;
  private final List<Path> directories;
  private final AtomicLong bytes = new AtomicLong();
  private final List<Change> changes = new ArrayList<>();

  /**
   * A door to some directories.
   *
   * @param behind the file system that holds them
   * @param directories absolute paths
   */
  public Door(FileSystem behind, List<String> directories) {
    this.behind = behind;
    this.directories = directories.stream().map(behind::getPath).toList();
  }

  /** The same file system, with this door in it. */
  public FileSystem fileSystem() {
    return new GuardedFileSystem(behind, this);
  }

  /** How many bytes were written. */
  public long bytes() {
    return bytes.get();
  }

  /** Every name that was created, opened for writing, replaced or deleted. */
  public synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Counts from zero. */
  public synchronized void reset() {
    bytes.set(0);
    changes.clear();
  }

  /** Whether it is below one of the directories. Moving a whole directory is how it is mounted. */
  @Override
  public boolean guards(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return directories.stream()
        .anyMatch(directory -> absolute.startsWith(directory) && !absolute.equals(directory));
  }

  @Override
  public synchronized void after(Change change) {
    if (change instanceof Change.Written written) {
      bytes.addAndGet(written.bytes().remaining());
    } else if (!isHarmless(change)) {
      changes.add(change);
    }
  }

  private static boolean isHarmless(Change change) {
    return change instanceof Change.Closed
        || change instanceof Change.Forced
        || (change instanceof Change.Opened opened && !opened.writing());
  }
}
