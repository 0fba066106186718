package org.psyopsos.agent.crash;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * FAT as Linux writes it, which has no journal: what was not forced reaches the medium in any
 * order, each write by itself.
 *
 * <ul>
 *   <li>A directory holds a file's name and, beside it, where the file begins and how long it is:
 *       its record. A new name has an empty record first.
 *   <li>Forcing a directory writes the names that came and went in it, not the records; forcing a
 *       file writes its sectors and its record. Either writes the table of clusters.
 *   <li>A move is three writes: the old name goes; the new name gets the file's record; the
 *       clusters of a file that is replaced are freed, when nobody has it open any more. In freed
 *       clusters is what others write. A deletion is the first and the last of these.
 *   <li>A file that is emptied begins elsewhere from then on.
 * </ul>
 *
 * <p>One thing is ordered that nothing forces: a moved file's record is not written by itself. The
 * kernel writes what has been dirty for 30 seconds, and the forcing that the order rests on comes
 * at once after the move. docs/adr/0072 has the measurement behind all this.
 *
 * <p>Clusters and the table of them are not modelled, nor is a directory that grows: those of an
 * image have room from the beginning.
 */
final class FatVolume extends Volume {

  private final Map<String, Deque<Integer>> open = new HashMap<>();
  private final Set<Integer> unnamed = new HashSet<>();

  FatVolume(Tree tree) {
    super(tree);
  }

  @Override
  void place(Image image, String path, int file) {
    image.name(path, file, image.content(file).length());
  }

  @Override
  void created(String path) {
    name(path, newFile());
  }

  @Override
  void directoryMade(String path) {
    add(new Item(Kind.NAME, path, -1, List.of(), image -> image.makeDirectory(path)));
  }

  @Override
  void emptied(String path) {
    int before = memory().file(path);
    record(Kind.RECORD, path, newFile(), 0);
    free(path, before);
  }

  @Override
  void shortened(String path, int length) {
    int file = memory().file(path);
    data(path, file, image -> image.shorten(file, length));
    record(Kind.RECORD, path, file, length);
  }

  @Override
  void data(String path, int file, Consumer<Image> effect) {
    add(new Item(Kind.DATA, path, file, List.of(), effect));
  }

  @Override
  void lengthened(String path, int file, int length) {
    record(Kind.RECORD, path, file, length);
  }

  @Override
  void moved(String from, String to) {
    int file = memory().file(from);
    boolean replaces = memory().isFile(to);
    int replaced = replaces ? memory().file(to) : -1;
    forget(item -> item.kind() == Kind.RECORD && item.path().equals(from));
    if (!replaces) {
      name(to, file);
    }
    unname(from);
    record(Kind.MOVED_RECORD, to, file, memory().content(file).length());
    if (replaces) {
      freeWhenClosed(to, replaced);
    }
  }

  @Override
  void deleted(String path) {
    boolean file = memory().isFile(path);
    int number = file ? memory().file(path) : -1;
    forget(item -> item.kind() == Kind.RECORD && item.path().equals(path));
    unname(path);
    if (file) {
      freeWhenClosed(path, number);
    }
  }

  @Override
  void opened(String path) {
    open.computeIfAbsent(path, any -> new ArrayDeque<>()).push(memory().file(path));
  }

  @Override
  void closed(String path) {
    int file = open.get(path).pop();
    if (!isOpen(file) && unnamed.remove(file)) {
      free(path, file);
    }
  }

  @Override
  void forced(String path) {
    if (isDirectory(path)) {
      persist(
          item ->
              item.kind() == Kind.FREED
                  || (item.kind() == Kind.NAME && Image.parent(item.path()).equals(path)));
    } else {
      int file = memory().file(path);
      persist(
          item ->
              switch (item.kind()) {
                case FREED -> true;
                case DATA -> item.file() == file;
                case NAME, RECORD, MOVED_RECORD -> item.path().equals(path);
                case METADATA -> throw new IllegalStateException("there is no journal on FAT");
              });
    }
  }

  @Override
  void afterPowerCut(String forcing, Subsets subsets, Consumer<Tree> state) {
    List<Item> loose =
        pending().stream()
            .filter(
                item ->
                    item.kind() != Kind.MOVED_RECORD
                        || forcing.equals(ALL)
                        || forcing.equals(item.path()))
            .toList();
    subsets.forEach(
        loose.size(),
        chosen -> {
          Set<Item> there = new HashSet<>();
          chosen.stream().forEach(i -> there.add(loose.get(i)));
          state.accept(with(there::contains));
        });
  }

  private void name(String path, int file) {
    add(new Item(Kind.NAME, path, file, List.of(), image -> image.name(path, file, 0)));
  }

  private void unname(String path) {
    add(new Item(Kind.NAME, path, -1, List.of(), image -> image.remove(path)));
  }

  private void record(Kind kind, String path, int file, int length) {
    forget(item -> item.kind() == kind && item.path().equals(path) && item.file() == file);
    add(new Item(kind, path, file, List.of(), image -> image.name(path, file, length)));
  }

  private void freeWhenClosed(String path, int file) {
    if (isOpen(file)) {
      unnamed.add(file);
    } else {
      free(path, file);
    }
  }

  private void free(String path, int file) {
    add(new Item(Kind.FREED, path, file, List.of(), image -> image.free(file)));
  }

  private boolean isOpen(int file) {
    return open.values().stream().anyMatch(files -> files.contains(file));
  }
}
