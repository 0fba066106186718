package org.psyopsos.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What directories hold. A medium may fail in the middle of a directory: here that is an {@link
 * IOException} like any other, where Java's own streams throw unchecked ones.
 */
public final class Directories {

  private Directories() {}

  /** The entries of a directory, in no order. */
  public static List<Path> list(Path directory) throws IOException {
    return list(directory, "*");
  }

  /**
   * The entries whose names match, in no order.
   *
   * @param glob as in {@link java.nio.file.FileSystem#getPathMatcher}
   */
  public static List<Path> list(Path directory, String glob) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, glob)) {
      all.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  /** Deletes a file, or a directory with all that is below it. */
  public static void delete(Path path) throws IOException {
    for (Path each : walk(path).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(each);
    }
  }

  /** The directory, and all that is below it; each directory stands before what it holds. */
  public static List<Path> walk(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
