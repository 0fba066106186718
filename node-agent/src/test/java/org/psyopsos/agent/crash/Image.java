package org.psyopsos.agent.crash;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.psyopsos.io.DurableFiles;

/** A partition: names that lead to files, and what the files hold. */
final class Image {

  /** What a directory's name leads to. */
  private static final Name DIRECTORY = new Name(-1, 0);

  private static final int WHOLE = Integer.MAX_VALUE;

  /**
   * What a name leads to.
   *
   * @param file its number
   * @param length how much of it the name says there is: on FAT that stands beside the name
   */
  private record Name(int file, int length) {}

  private final SortedMap<String, Name> names;
  private final Map<Integer, Content> contents;
  private final Set<Integer> freed;

  Image() {
    this(new TreeMap<>(), new HashMap<>(), new HashSet<>());
  }

  private Image(SortedMap<String, Name> names, Map<Integer, Content> contents, Set<Integer> freed) {
    this.names = names;
    this.contents = contents;
    this.freed = freed;
  }

  Image copy() {
    return new Image(new TreeMap<>(names), new HashMap<>(contents), new HashSet<>(freed));
  }

  boolean isFile(String path) {
    return names.containsKey(path) && !isDirectory(path);
  }

  boolean isDirectory(String path) {
    return DIRECTORY.equals(names.get(path));
  }

  /** The number of a file that is there. */
  int file(String path) {
    if (!isFile(path)) {
      throw new IllegalStateException("no such file: " + path);
    }
    return names.get(path).file();
  }

  Content content(int file) {
    return contents.getOrDefault(file, Content.EMPTY);
  }

  boolean hasNameFor(int file) {
    return names.values().stream().anyMatch(name -> name.file() == file);
  }

  void makeDirectory(String path) {
    names.put(path, DIRECTORY);
  }

  /** A name leads to all of a file. */
  void name(String path, int file) {
    name(path, file, WHOLE);
  }

  /** A name leads to the beginning of a file. */
  void name(String path, int file, int length) {
    names.put(path, new Name(file, length));
  }

  void remove(String path) {
    names.remove(path);
  }

  /** A name, and all below it, becomes another one. */
  void move(String from, String to) {
    SortedMap<String, Name> moved = new TreeMap<>();
    for (String path : Set.copyOf(names.keySet())) {
      if (path.equals(from) || path.startsWith(from + "/")) {
        moved.put(to + path.substring(from.length()), names.remove(path));
      }
    }
    names.putAll(moved);
  }

  void write(int file, int at, byte[] bytes) {
    contents.put(file, content(file).with(at, bytes));
  }

  void extend(int file, int length) {
    contents.put(file, content(file).ofLength(Math.max(length, content(file).length())));
  }

  void shorten(int file, int length) {
    contents.put(file, content(file).ofLength(Math.min(length, content(file).length())));
  }

  /** What the file held may be another one's from now on. */
  void free(int file) {
    freed.add(file);
  }

  /** What somebody finds who mounts it. A name in a directory that is not there is not found. */
  Tree tree() {
    SortedMap<String, Content> files = new TreeMap<>();
    SortedSet<String> directories = new TreeSet<>();
    SortedMap<String, String> secondNames = new TreeMap<>();
    Map<Integer, String> owners = new HashMap<>();
    for (Map.Entry<String, Name> entry : names.entrySet()) {
      String path = entry.getKey();
      Name name = entry.getValue();
      if (!directories.contains(parent(path)) && !parent(path).isEmpty()) {
        continue;
      }
      if (name.equals(DIRECTORY)) {
        directories.add(path);
      } else {
        files.put(path, found(name));
        String owner = name.length() == 0 ? null : owners.putIfAbsent(name.file(), path);
        if (owner != null) {
          boolean second = path.endsWith(DurableFiles.TEMPORARY_SUFFIX);
          secondNames.put(second ? path : owner, second ? owner : path);
        }
      }
    }
    return new Tree(files, directories, secondNames);
  }

  private Content found(Name name) {
    Content content = content(name.file());
    Content cut = name.length() == WHOLE ? content : content.ofLength(name.length());
    return freed.contains(name.file()) ? cut.overwritten() : cut;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
