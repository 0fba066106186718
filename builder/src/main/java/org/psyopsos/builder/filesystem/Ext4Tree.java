package org.psyopsos.builder.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
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
   * The paths inside the file system: the root and everything of the tree, sorted.
   *
   * @param tree a real path
   * @throws BadInput for a device, socket or pipe, for a link that leads out of the tree, and for a
   *     name with a quote or control character
   */
  static List<String> paths(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      List<String> names = new ArrayList<>();
      for (Path path : all.sorted().toList()) {
        names.add(inside(tree, path));
      }
      return names;
    }
  }

  private static String inside(Path tree, Path path) throws IOException {
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
    if (Files.isSymbolicLink(path)) {
      requireInside(tree, path);
    }
    String name = "/" + tree.relativize(path);
    if (UNSPEAKABLE.matcher(name).find()) {
      throw new BadInput(Problem.of("a file name with a quote or control character").at(path));
    }
    return name;
  }

  /** On the node it would point at something else, or at nothing. */
  private static void requireInside(Path tree, Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    if (target.isAbsolute() || !link.resolveSibling(target).normalize().startsWith(tree)) {
      throw new BadInput(
          Problem.of("a symbolic link leads out of the directory")
              .at(link)
              .expected("a relative link to something in " + tree)
              .found(target)
              .hint("put the file itself in its place"));
    }
  }
}
