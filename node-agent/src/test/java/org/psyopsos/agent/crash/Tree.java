package org.psyopsos.agent.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.psyopsos.manifest.Sha256;

/** What one partition holds, as whoever mounts it finds it. */
final class Tree {

  private final SortedMap<String, Content> files;
  private final SortedSet<String> directories;
  private final SortedMap<String, String> secondNames;
  private @Nullable String key;

  /**
   * A tree.
   *
   * @param secondNames names that lead to the bytes of another name's file, each with that other
   *     name
   */
  Tree(
      SortedMap<String, Content> files,
      SortedSet<String> directories,
      SortedMap<String, String> secondNames) {
    this.files = files;
    this.directories = directories;
    this.secondNames = secondNames;
  }

  /** What lies in a directory. */
  static Tree of(Path root) throws IOException {
    SortedMap<String, Content> files = new TreeMap<>();
    SortedSet<String> directories = new TreeSet<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(path -> !path.equals(root)).toList()) {
        String name = root.relativize(path).toString();
        if (Files.isDirectory(path)) {
          directories.add(name);
        } else {
          files.put(name, new Content(Files.readAllBytes(path)));
        }
      }
    }
    return new Tree(files, directories, new TreeMap<>());
  }

  /** Puts it into an empty directory, or one that is not there yet. */
  void writeTo(Path root) throws IOException {
    Files.createDirectories(root);
    for (String directory : directories) {
      Files.createDirectory(root.resolve(directory));
    }
    for (Map.Entry<String, Content> file : files.entrySet()) {
      Files.write(root.resolve(file.getKey()), file.getValue().bytes());
    }
  }

  SortedMap<String, Content> files() {
    return files;
  }

  SortedSet<String> directories() {
    return directories;
  }

  SortedMap<String, String> secondNames() {
    return secondNames;
  }

  Optional<Content> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** The bytes of a file; none where there is no such file. */
  byte[] bytes(String path) {
    return file(path).orElse(Content.EMPTY).bytes();
  }

  /** With this file in the place of whatever has its name. */
  Tree with(String path, Content content) {
    Tree changed = without(path);
    changed.files.put(path, content);
    return changed;
  }

  /** With an empty directory in the place of whatever has its name. */
  Tree withDirectory(String path) {
    Tree changed = without(path);
    changed.directories.add(path);
    return changed;
  }

  /** With nothing of this name. */
  Tree without(String path) {
    Tree changed = new Tree(new TreeMap<>(files), new TreeSet<>(directories), secondNames);
    changed.files.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    changed.directories.removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    return changed;
  }

  /** The same for trees that hold the same. */
  String key() {
    String known = key;
    if (known == null) {
      MessageDigest digest = Sha256.digest();
      directories.forEach(directory -> digest.update(line("directory", directory)));
      files.forEach((path, content) -> digest.update(line(path, content.hash())));
      secondNames.forEach((second, first) -> digest.update(line(second, first)));
      known = Sha256.of(digest).hex();
      key = known;
    }
    return known;
  }

  private static byte[] line(String name, String value) {
    return (name + "\0" + value + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What differs in another tree, for people. */
  String differing(Tree other) {
    SortedSet<String> names = new TreeSet<>(files.keySet());
    names.addAll(other.files.keySet());
    names.removeIf(name -> hash(name).equals(other.hash(name)));
    SortedSet<String> either = new TreeSet<>(directories);
    either.addAll(other.directories);
    either.removeIf(name -> directories.contains(name) && other.directories.contains(name));
    names.addAll(either);
    return names.toString();
  }

  private String hash(String path) {
    return file(path).map(Content::hash).orElse("");
  }
}
