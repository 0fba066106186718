package org.psyopsos.agent.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.door.Change;
import org.psyopsos.agent.door.Guard;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.layout.Slot;

/**
 * Follows what is done to the partitions of a {@link org.psyopsos.agent.testing.FakeDisk}, and
 * knows what a power cut would leave of it. Unmounting a partition writes all of it to the medium.
 */
final class SimulatedDisk implements Guard {

  /** Is told of each change before it is done. */
  @FunctionalInterface
  interface Fault {
    void before(Change change) throws IOException;
  }

  private final Path root;
  private final Path storage;
  private final FatVolume efi;
  private final Map<Slot, Ext4Volume> slots;
  private final Map<Path, Volume> places = new HashMap<>();
  private final Map<Volume, Path> homes = new HashMap<>();
  private final List<Change> elsewhere = new ArrayList<>();
  private boolean running;
  private Fault fault = change -> {};
  private Subsets subsets = new Subsets(0, 0, 0);
  private Consumer<Cut> cuts = cut -> {};
  private int operations;
  private int barriers;

  /**
   * A disk.
   *
   * @param root of the node, in the file system behind; its disk is in {@code storage} below
   * @param state what it holds at the beginning
   */
  SimulatedDisk(Path root, DiskState state) {
    this.root = root;
    this.storage = root.resolve("storage");
    this.efi = new FatVolume(state.efi());
    this.slots = Map.of(Slot.A, new Ext4Volume(state.a()), Slot.B, new Ext4Volume(state.b()));
    place(DiskState.efiDevice(), efi);
    slots.forEach((slot, volume) -> place(FakeNode.device(slot), volume));
  }

  private void place(String device, Volume volume) {
    Path home = DiskState.directory(storage, device);
    places.put(home, volume);
    homes.put(volume, home);
  }

  /** From now on it follows. */
  void run() {
    running = true;
  }

  /** From now on somebody is told of each moment at which something is on its way. */
  void cutting(Subsets which, Consumer<Cut> whom) {
    subsets = which;
    cuts = whom;
    operations = 0;
    barriers = 0;
  }

  /** Somebody may throw something before each change. */
  void failing(Fault with) {
    fault = with;
  }

  /** Looks a last time; what was on its way then is there. */
  void end() {
    for (Volume volume : List.copyOf(homes.keySet())) {
      if (volume.isPending()) {
        cut("the end", volume, Volume.ALL);
        volume.synced();
      }
    }
  }

  /** One of the states that a power cut may leave now. */
  DiskState afterPowerCut(SplittableRandom random) {
    List<DiskState> left = new ArrayList<>(List.of(onMedium()));
    Subsets some = new Subsets(6, 10, random.nextLong());
    for (Volume volume : homes.keySet()) {
      if (volume.isPending()) {
        volume.afterPowerCut(Volume.ALL, some, tree -> left.add(with(volume, tree)));
      }
    }
    return left.get(random.nextInt(left.size()));
  }

  /** How many operations were done to the partitions. */
  int operations() {
    return operations;
  }

  /** How often something was forced, or a partition unmounted that something was written to. */
  int barriers() {
    return barriers;
  }

  /** What was done to partitions that nobody may touch. */
  List<Change> elsewhere() {
    return List.copyOf(elsewhere);
  }

  /** What the running system sees. */
  DiskState inMemory() {
    return state(Volume::inMemory);
  }

  /** What is on the medium for certain. */
  DiskState onMedium() {
    return state(Volume::onMedium);
  }

  @Override
  public boolean guards(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return running
        && absolute.startsWith(root)
        && (absolute.startsWith(storage) || at(absolute) != null);
  }

  @Override
  public void before(Change change) throws IOException {
    Entry<Path, Volume> at = at(change.path());
    if (at != null) {
      if (!change.path().equals(at.getKey())) { // That would be mounting.
        fault.before(change);
      }
      if (isUnmounting(change, at)) {
        barrier("unmounting " + name(at), at.getValue(), Volume.ALL);
      } else if (change instanceof Change.Forced forced) {
        barrier(
            "forcing " + name(at) + "/" + in(at, forced.path()),
            at.getValue(),
            in(at, forced.path()));
      }
    }
  }

  private void barrier(String name, Volume volume, String forcing) {
    if (volume.isPending()) {
      barriers++;
      cut(name, volume, forcing);
    }
  }

  private void cut(String name, Volume volume, String forcing) {
    cuts.accept(
        new Cut(
            name,
            onMedium(),
            state(Volume::inMemory),
            state ->
                volume.afterPowerCut(forcing, subsets, tree -> state.accept(with(volume, tree)))));
  }

  @Override
  public void after(Change change) {
    Entry<Path, Volume> at = at(change.path());
    if (at == null) {
      elsewhere.add(change);
    } else if (change.path().equals(at.getKey())) {
      moved(change, at);
    } else {
      apply(change, at.getValue(), at);
    }
  }

  private void moved(Change change, Entry<Path, Volume> at) {
    if (isUnmounting(change, at)) {
      at.getValue().synced();
    }
    if (change instanceof Change.Moved moved) {
      places.remove(moved.path());
      places.put(moved.to(), at.getValue());
    } else if (change instanceof Change.Forced) {
      at.getValue().forced("");
    }
  }

  private void apply(Change change, Volume volume, Entry<Path, Volume> at) {
    String path = in(at, change.path());
    if (change instanceof Change.Opened opened) {
      if (opened.created()) {
        operations++;
        volume.created(path);
      } else if (opened.emptied()) {
        operations++;
        volume.emptied(path);
      }
      volume.opened(path);
    } else if (change instanceof Change.Closed) {
      volume.closed(path);
    } else if (change instanceof Change.Forced) {
      volume.forced(path);
    } else {
      operations++;
      written(change, volume, at);
    }
  }

  private static void written(Change change, Volume volume, Entry<Path, Volume> at) {
    String path = in(at, change.path());
    if (change instanceof Change.Written written) {
      byte[] bytes = new byte[written.bytes().remaining()];
      written.bytes().duplicate().get(bytes);
      volume.written(path, Math.toIntExact(written.position()), bytes);
    } else if (change instanceof Change.Shortened shortened) {
      volume.shortened(path, Math.toIntExact(shortened.size()));
    } else if (change instanceof Change.DirectoryMade) {
      volume.directoryMade(path);
    } else if (change instanceof Change.Moved moved) {
      volume.moved(path, in(at, moved.to()));
    } else if (change instanceof Change.Deleted) {
      volume.deleted(path);
    }
  }

  private boolean isUnmounting(Change change, Entry<Path, Volume> at) {
    return change instanceof Change.Moved moved && moved.to().equals(homes.get(at.getValue()));
  }

  private @Nullable Entry<Path, Volume> at(Path path) {
    for (Entry<Path, Volume> place : places.entrySet()) {
      if (path.startsWith(place.getKey())) {
        return place;
      }
    }
    return null;
  }

  private static String in(Entry<Path, Volume> at, Path path) {
    return at.getKey().relativize(path).toString();
  }

  private String name(Entry<Path, Volume> at) {
    return homes.get(at.getValue()).getFileName().toString();
  }

  private DiskState with(Volume one, Tree tree) {
    return state(volume -> volume == one ? tree : volume.onMedium());
  }

  private DiskState state(Function<Volume, Tree> tree) {
    Ext4Volume a = slots.get(Slot.A);
    Ext4Volume b = slots.get(Slot.B);
    return new DiskState(
        tree.apply(efi), tree.apply(a), tree.apply(b), a.atUnmount(), b.atUnmount());
  }
}
