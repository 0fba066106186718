package org.psyopsos.agent.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A partition with a file system on it: what is on the medium, what the running system sees, and
 * what is still to be written so that the two are the same. After a power cut there is what is on
 * the medium, and of the rest as much as {@link #afterPowerCut} says.
 *
 * <p>What is written in between need not be looked at: what a cut at some operation may leave, a
 * cut just before the next barrier may leave, too, where all later operations have not reached the
 * medium. So {@link #afterPowerCut} is asked before each barrier, and at the end.
 *
 * <p>A sector has 512 bytes, and is written as a whole or not at all.
 */
abstract class Volume {

  static final int SECTOR = 512;

  /** Everything is about to be forced, not one file; the path of nothing in a partition. */
  static final String ALL = "/";

  private final Image medium = new Image();
  private Image memory = new Image();
  private List<Item> pending = new ArrayList<>();
  private int files;

  /** What kinds of writes a file system makes. */
  enum Kind {
    /** A name or a length, in a file system that writes such in order. */
    METADATA,
    /** A name in a directory. */
    NAME,
    /** Where a file begins and how long it is, beside its name. */
    RECORD,
    /** The same, by a move. */
    MOVED_RECORD,
    /** Room that is given back. */
    FREED,
    /** A sector of a file. */
    DATA
  }

  /**
   * One write to the medium that has not been forced.
   *
   * @param path of a name
   * @param file its number
   * @param after what reaches the medium before this one
   */
  record Item(Kind kind, String path, int file, List<Item> after, Consumer<Image> effect) {}

  /** Puts a tree on the medium. */
  Volume(Tree tree) {
    tree.directories().forEach(medium::makeDirectory);
    for (Map.Entry<String, Content> file : tree.files().entrySet()) {
      int number = newFile();
      medium.write(number, 0, file.getValue().bytes());
      place(medium, file.getKey(), number);
    }
    memory = medium.copy();
  }

  /** Gives a file that is complete its name. */
  abstract void place(Image image, String path, int file);

  abstract void created(String path);

  abstract void directoryMade(String path);

  /** What a file held is gone, and it holds nothing. */
  abstract void emptied(String path);

  /** A sector of a file is on its way. */
  abstract void data(String path, int file, Consumer<Image> effect);

  /** A file has become longer. */
  abstract void lengthened(String path, int file, int length);

  abstract void shortened(String path, int length);

  abstract void moved(String from, String to);

  abstract void deleted(String path);

  /** Somebody has opened a file. */
  abstract void opened(String path);

  /** Somebody who has opened it by this name closes it. */
  abstract void closed(String path);

  /** A file or a directory has been forced. */
  abstract void forced(String path);

  /**
   * What may be on the medium if the power is cut now.
   *
   * @param forcing what is just being forced, or {@link #ALL}
   */
  abstract void afterPowerCut(String forcing, Subsets subsets, Consumer<Tree> state);

  /** Somebody has written to a file. */
  final void written(String path, int at, byte[] bytes) {
    int file = memory.file(path);
    int before = memory.content(file).length();
    eachSector(
        file,
        at,
        bytes,
        (from, sector) -> data(path, file, image -> image.write(file, from, sector)));
    if (at + bytes.length > before) {
      lengthened(path, file, at + bytes.length);
    }
  }

  /** Everything has reached the medium. */
  void synced() {
    persist(item -> true);
  }

  /** What is on the medium for certain. */
  Tree onMedium() {
    return medium.tree();
  }

  /** What the running system sees. */
  Tree inMemory() {
    return memory.tree();
  }

  boolean isPending() {
    return !pending.isEmpty();
  }

  boolean isDirectory(String path) {
    return path.isEmpty() || memory.isDirectory(path);
  }

  final Image memory() {
    return memory;
  }

  final List<Item> pending() {
    return pending;
  }

  final int newFile() {
    return files++;
  }

  /** A write: the running system sees its effect at once. */
  final Item add(Item item) {
    item.effect().accept(memory);
    pending.add(item);
    return item;
  }

  final void forget(Predicate<Item> which) {
    pending.removeIf(which);
  }

  /** Writes some of what is pending to the medium, in the order in which it was done. */
  final void persist(Predicate<Item> which) {
    List<Item> left = new ArrayList<>();
    for (Item item : pending) {
      if (which.test(item)) {
        item.effect().accept(medium);
      } else {
        left.add(item);
      }
    }
    pending = left;
  }

  /** The medium with some of what is pending on it. */
  final Tree with(Predicate<Item> which) {
    Image image = medium.copy();
    for (Item item : pending) {
      if (which.test(item)) {
        item.effect().accept(image);
      }
    }
    return image.tree();
  }

  /** Cuts a write into sectors, as they are in memory afterwards. */
  private void eachSector(int file, int at, byte[] bytes, Sector sector) {
    Content after = memory.content(file).with(at, bytes);
    for (int from = at / SECTOR * SECTOR; from < at + bytes.length; from += SECTOR) {
      int to = Math.min(from + SECTOR, after.length());
      sector.write(from, Arrays.copyOfRange(after.bytes(), from, to));
    }
  }

  /** Takes a sector. */
  @FunctionalInterface
  private interface Sector {
    void write(int from, byte[] bytes);
  }
}
