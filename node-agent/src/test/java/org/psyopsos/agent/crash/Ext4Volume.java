package org.psyopsos.agent.crash;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * ext4 with a journal of its metadata, {@code data=ordered}, as the slots have it.
 *
 * <ul>
 *   <li>Names, moves, deletions and truncations reach the medium in the order in which they were
 *       done: jbd2 commits them in transactions, one after the other. A cut leaves the first so
 *       many of them.
 *   <li>The sectors of a file that were not forced are there or not, each by itself. Its length is
 *       where the last of them ends, or what it was to be, with zeros where none came: blocks are
 *       allocated late, and with them the length.
 *   <li>Forcing a file or a directory commits the running transaction: all metadata so far. Of
 *       data, only the forced file's is then there for certain.
 *   <li>Sectors that were written after a truncation are only there together with that.
 * </ul>
 *
 * <p>Real ext4 leaves less: it does not commit a length before the data below it, and does not tear
 * a transaction of many operations. GRUB reads ext4 without its journal, hence what was there when
 * it was last unmounted; {@link #atUnmount} keeps that.
 */
final class Ext4Volume extends Volume {

  /** What made a file empty, where that is still pending: its data comes after. */
  private final Map<Integer, Item> beginnings = new HashMap<>();

  private Tree atUnmount;

  Ext4Volume(Tree tree) {
    super(tree);
    this.atUnmount = onMedium();
  }

  /** What GRUB finds: the medium without what only the journal says. */
  Tree atUnmount() {
    return atUnmount;
  }

  @Override
  void place(Image image, String path, int file) {
    image.name(path, file);
  }

  @Override
  void created(String path) {
    int file = newFile();
    beginnings.put(file, metadata(path, file, image -> image.name(path, file)));
  }

  @Override
  void directoryMade(String path) {
    metadata(path, -1, image -> image.makeDirectory(path));
  }

  @Override
  void emptied(String path) {
    shortened(path, 0);
  }

  @Override
  void shortened(String path, int length) {
    int file = memory().file(path);
    beginnings.put(file, metadata(path, file, image -> image.shorten(file, length)));
  }

  @Override
  void data(String path, int file, Consumer<Image> effect) {
    Item beginning = beginnings.get(file);
    add(
        new Item(
            Kind.DATA, path, file, beginning == null ? List.of() : List.of(beginning), effect));
  }

  @Override
  void lengthened(String path, int file, int length) {
    data(path, file, image -> image.extend(file, length));
  }

  @Override
  void moved(String from, String to) {
    metadata(to, -1, image -> image.move(from, to));
  }

  @Override
  void deleted(String path) {
    metadata(path, -1, image -> image.remove(path));
  }

  @Override
  void opened(String path) {}

  @Override
  void closed(String path) {}

  @Override
  void forced(String path) {
    int file = memory().isFile(path) ? memory().file(path) : -1;
    persist(item -> item.kind() == Kind.METADATA || item.file() == file);
    beginnings.clear();
    forget(item -> !memory().hasNameFor(item.file()));
  }

  @Override
  void synced() {
    super.synced();
    beginnings.clear();
    atUnmount = onMedium();
  }

  @Override
  void afterPowerCut(String forcing, Subsets subsets, Consumer<Tree> state) {
    List<Item> metadata = pending().stream().filter(item -> item.kind() == Kind.METADATA).toList();
    for (int count = 0; count <= metadata.size(); count++) {
      Set<Item> committed = new HashSet<>(metadata.subList(0, count));
      List<Item> data =
          pending().stream()
              .filter(item -> item.kind() == Kind.DATA && committed.containsAll(item.after()))
              .toList();
      subsets.forEach(
          data.size(),
          chosen -> {
            Set<Item> there = new HashSet<>(committed);
            chosen.stream().forEach(i -> there.add(data.get(i)));
            state.accept(with(there::contains));
          });
    }
  }

  private Item metadata(String path, int file, Consumer<Image> effect) {
    return add(new Item(Kind.METADATA, path, file, List.of(), effect));
  }
}
