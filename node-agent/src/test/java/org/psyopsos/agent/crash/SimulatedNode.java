package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.psyopsos.agent.door.GuardedFileSystem;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.grub.BootCount;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRepository;

/** A node that starts with nothing but what is on its disk, a {@link SimulatedDisk}. */
final class SimulatedNode implements AutoCloseable {

  private static final long MEMORY = 64L << 20;

  /** These look at the machine, which is none. */
  private static final String[] SETTINGS = {
    "[health]", "disk = \"off\"", "units = \"off\"", "network = \"off\"", "deaddrop = \"off\""
  };

  private final FileSystem files;
  private final SimulatedDisk disk;
  private final FakeNode node;
  private Predicate<Tree> panics = tree -> false;

  SimulatedNode(DiskState state, TestRepository repository, StoredObjects deaddrop) {
    try {
      files =
          Jimfs.newFileSystem(
              Configuration.unix().toBuilder()
                  .setAttributeViews("basic", "posix")
                  .setMaxSize(MEMORY)
                  .build());
      Path root = files.getPath("/node");
      state.writeTo(root.resolve("storage"));
      disk = new SimulatedDisk(root, state);
      node = FakeNode.on(new GuardedFileSystem(files, disk).getPath("/node"), repository);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    node.configure("http://deaddrop.test/", SETTINGS);
    node.deaddrop(deaddrop);
    disk.run();
  }

  SimulatedDisk disk() {
    return disk;
  }

  FakeNode node() {
    return node;
  }

  /** Another deaddrop from now on. */
  void deaddrop(StoredObjects objects) {
    node.deaddrop(objects);
  }

  /** From now on a system in a slot that holds such a thing panics before it is up. */
  void panics(Predicate<Tree> with) {
    panics = with;
  }

  /** Starts the machine, until a system is up. */
  Slot boot() {
    Slot slot = start();
    for (int inVain = 1; panics.test(disk.inMemory().slot(slot)); inVain++) {
      assertThat(inVain).as("boots in vain").isLessThanOrEqualTo(BootCount.OF_COMMITTED);
      slot = start();
    }
    return slot;
  }

  /** What GRUB has written is on the medium when the kernel has started. */
  private Slot start() {
    Slot slot = node.boot();
    disk.end();
    return slot;
  }

  /** Runs the agent, which must not fail. */
  void run(String... arguments) {
    Ended ended = node.run(arguments);
    assertThat(ended.exitCode()).as("%s: %s", arguments[0], ended.err()).isIn(0, 3);
  }

  /** Judges what runs; on a trial that is not healthy, that is said by the exit code. */
  void commit() {
    Ended ended = node.run("commit");
    assertThat(ended.exitCode()).as("commit: %s", ended.err()).isIn(0, 7);
  }

  /** What the units do by themselves until all is as it should be: I5. */
  void unitsUntil(Predicate<SimulatedNode> done) {
    int boots = 0;
    while (true) {
      boot();
      boots++;
      assertThat(boots)
          .as(() -> "I5: boots until all is well, and it is " + bootState())
          .isLessThanOrEqualTo(Invariants.ATTEMPTS + 2);
      commit();
      if (done.test(this)) {
        break;
      }
      run("run");
      if (done.test(this)) {
        break;
      }
    }
    assertThat(boot()).as("I5: what boots in the end").isEqualTo(node.bootState().committed());
  }

  BootState bootState() {
    return node.bootState();
  }

  /** Everything is on the medium; nothing was written past the simulation, or where nobody may. */
  void end() {
    disk.end();
    try {
      DiskState found = DiskState.of(node.disk());
      DiskState followed = disk.inMemory();
      assertThat(followed.efi().differing(found.efi())).isEqualTo("[]");
      assertThat(followed.a().differing(found.a())).isEqualTo("[]");
      assertThat(followed.b().differing(found.b())).isEqualTo("[]");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(disk.elsewhere()).as("changes of other partitions").isEmpty();
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
