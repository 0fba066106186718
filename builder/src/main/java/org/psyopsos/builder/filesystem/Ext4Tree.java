package org.psyopsos.builder.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** A directory tree as an ext4 file system takes it. */
final class Ext4Tree {

  /** A script of debugfs could not name these. */
  private static final Pattern UNSPEAKABLE = Pattern.compile("[\"\\p{Cntrl}]");

  private Ext4Tree() {}

  /**
   * The paths inside the file system: root, {@code /lost+found}, everything of the tree, sorted.
   *
   * @throws BadInput for a device, socket or pipe, and for a name with a quote or control character
   */
  static List<String> paths(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.sorted().map(path -> inside(tree, path)).toList();
    }
  }

  private static String inside(Path tree, Path path) {
    boolean copyable =
        Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            || Files.isSymbolicLink(path);
    if (!copyable) {
      throw new BadInput(
          Problem.of("cannot be copied into an image")
              .at(path)
              .expected("a file, a directory or a symbolic link"));
    }
    String name = "/" + tree.relativize(path);
    if (UNSPEAKABLE.matcher(name).find()) {
      throw new BadInput(Problem.of("a file name with a quote or control character").at(path));
    }
    return name;
  }
}
