package org.psyopsos.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The one way to write a file that must survive a power cut: a temporary file beside the target,
 * forced to the medium, moved over the target in one step, and the directory forced. A reader sees
 * the old file or the new one, never a part.
 */
public final class DurableFiles {

  /** What a temporary file's name ends with; whoever finds one after a crash may delete it. */
  public static final String TEMPORARY_SUFFIX = ".tmp~";

  private DurableFiles() {}

  /** Writes a file's content; called once. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** How a finished file gets its name. */
  @FunctionalInterface
  private interface Move {
    void move(Path finished, Path target) throws IOException;
  }

  /** Replaces {@code target} with {@code bytes}. */
  public static void write(Path target, byte[] bytes) throws IOException {
    write(target, out -> out.write(bytes));
  }

  /**
   * Replaces {@code target} with what {@code content} writes. On any error the old file stays and
   * the temporary one is deleted.
   */
  public static void write(Path target, Content content) throws IOException {
    write(target, content, DurableFiles::moveIntoPlace);
  }

  /** The same where {@code target} lies on FAT; see {@link #moveIntoPlaceOnFat}. */
  public static void writeOnFat(Path target, byte[] bytes) throws IOException {
    write(target, out -> out.write(bytes), DurableFiles::moveIntoPlaceOnFat);
  }

  private static void write(Path target, Content content, Move move) throws IOException {
    Path temporary = temporaryFor(target);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = Channels.newOutputStream(channel);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      move.move(temporary, target);
    } catch (IOException | RuntimeException e) {
      deleteQuietly(temporary, e);
      throw e;
    }
  }

  /**
   * Makes a finished, forced file the one that {@code target} names, replacing what was there, and
   * forces the directory.
   */
  public static void moveIntoPlace(Path finished, Path target) throws IOException {
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(parentOf(target));
  }

  /**
   * The same within a directory on FAT, which has no journal: there a move is three writes. The
   * name of {@code finished} goes first, or a power cut would leave two names for the same
   * clusters, and whoever cleans up one of them would free them under the other. Then {@code
   * target} gets the new file's beginning, in one sector. Only then may the clusters of the old
   * file be freed; Linux frees them when nobody has it open any more.
   */
  public static void moveIntoPlaceOnFat(Path finished, Path target) throws IOException {
    if (!Files.exists(target)) {
      moveOnFat(finished, target);
      return;
    }
    FileChannel old = FileChannel.open(target, StandardOpenOption.READ);
    try {
      moveOnFat(finished, target);
    } finally {
      old.close();
    }
  }

  /**
   * Deletes a file on FAT, if it is there: its name goes before its clusters are freed. The other
   * way round, a power cut would leave a name for what the next file is given.
   */
  public static void deleteOnFat(Path file) throws IOException {
    if (Files.exists(file)) {
      FileChannel old = FileChannel.open(file, StandardOpenOption.READ);
      try {
        delete(file);
      } finally {
        old.close();
      }
    }
  }

  private static void moveOnFat(Path finished, Path target) throws IOException {
    moveIntoPlace(finished, target);
    force(target);
  }

  /** Makes a directory in one that is there, if it is not there yet. */
  public static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
      forceDirectory(parentOf(directory));
    }
  }

  /** Deletes a file, if it is there, so that it stays deleted. */
  public static boolean delete(Path file) throws IOException {
    boolean deleted = Files.deleteIfExists(file);
    if (deleted) {
      forceDirectory(parentOf(file));
    }
    return deleted;
  }

  /** Forces a file's bytes and metadata to the medium. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Forces a directory's entries to the medium. */
  public static void forceDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().provider().getScheme().equals("jimfs")) {
      return; // It cannot open a directory; it has no medium to force to either.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Overwrites the beginning of an existing file in place and forces it: no truncation, no growth,
   * no new directory entry, so on a FAT file system exactly the sectors written to change.
   *
   * @throws AccessDeniedException where the file is shorter than {@code bytes}
   */
  public static void overwrite(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.size() < bytes.length) {
        throw new AccessDeniedException(
            file.toString(), null, "shorter than the " + bytes.length + " bytes to overwrite");
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer, buffer.position());
      }
      channel.force(true);
    }
  }

  /** The temporary file that {@link #write} uses for this target. */
  public static Path temporaryFor(Path target) {
    return target.resolveSibling(target.getFileName() + TEMPORARY_SUFFIX);
  }

  private static Path parentOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a file has a parent: " + file);
    }
    return parent;
  }

  private static void deleteQuietly(Path file, Exception because) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
