package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** One update after the other, from slot to slot, and in each of them something goes wrong. */
class SoakTest {

  private static final int UPDATES = 200;

  /** {@code -Dsoak.seed=…} for another course. */
  private static final long SEED = Long.getLong("soak.seed", 20261122);

  private static final long FIRST_NUMBER = 1000;

  /** Where garbage lies, as a file or as a directory. */
  private static final List<String> GARBAGE =
      List.of(
          SlotFiles.MANIFEST,
          SlotFiles.MANIFEST_SIGNATURE,
          SlotFiles.CHUNKS,
          SlotFiles.CHANNEL,
          SlotFiles.CHANNEL_SIGNATURE,
          SlotFiles.ROOTS,
          SlotFiles.INCOMING,
          "incoming/kernel",
          "kernel",
          "dtbs",
          "dtbs/board.dtb",
          "somebodys");

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final TestRepository repository = new TestRepository();
  private final Map<Mishap, Integer> mishaps = new EnumMap<>(Mishap.class);
  private final Map<Set<String>, Long> held = new HashMap<>();
  private Set<String> onEfiPartition = Set.of();
  private int hours;

  /** What goes wrong. */
  private enum Mishap {
    POWER_CUT,
    KILLED,
    CONNECTION_LOST,
    MEDIUM_ERROR,
    UNHEALTHY,
    PANIC,
    COPY_DESTROYED,
    GARBAGE_IN_SLOT
  }

  @Test
  void theNewestVersionRunsAfterTwoHundredUpdatesAndNothingIsLeftBehind() {
    TestRelease runs = release(0);
    DiskState image = Scenarios.fresh(repository, runs, Optional.empty());
    onEfiPartition = names(image.efi());
    SimulatedNode node = new SimulatedNode(image, repository, offers(runs, 0));
    node.boot();
    for (int i = 1; i <= UPDATES + 1; i++) {
      TestRelease release = release(i);
      Optional<Mishap> mishap = i > UPDATES ? Optional.empty() : Optional.of(pick());
      try {
        node.deaddrop(offers(release, i));
        if (mishap.isPresent()) {
          node = update(node, offers(release, i), mishap.get());
        }
        runs = settle(node, runs, release);
        requireNothingLeft(node, release);
      } catch (AssertionError e) {
        throw new AssertionError(
            "update %d, %s, seed %d: %s".formatted(i, mishap, SEED, e.getMessage()), e);
      }
    }
    assertThat(version(runs)).isEqualTo(version(release(UPDATES + 1)));
    assertThat(offered(node)).as("the floor").contains(version(runs));
    assertThat(mishaps).containsKeys(Mishap.values());
    node.close();
    System.out.println("soak: " + UPDATES + " updates, seed " + SEED + ": " + mishaps);
  }

  private Mishap pick() {
    Mishap mishap = Mishap.values()[random.nextInt(Mishap.values().length)];
    mishaps.merge(mishap, 1, Integer::sum);
    return mishap;
  }

  /** Tries to update, and meets with a mishap; returns the node that is there then. */
  private SimulatedNode update(SimulatedNode node, StoredObjects offer, Mishap mishap) {
    int changes = random.nextInt(80);
    switch (mishap) {
      case POWER_CUT -> {
        Interruption.ends(node, changes, () -> installAndCommit(node));
        return restarted(node, node.disk().afterPowerCut(random), offer);
      }
      case KILLED -> Interruption.ends(node, changes, () -> installAndCommit(node));
      case CONNECTION_LOST -> {
        node.deaddrop(offer.breakingOff(random.nextInt(8000)));
        assertThat(node.node().run("run").exitCode()).isIn(0, 5);
        node.deaddrop(offer);
      }
      case MEDIUM_ERROR -> {
        node.disk().failing(Interruption.error(changes));
        Ended ended = node.node().run("run");
        assertThat(ended.exitCode()).as(ended.err()).isIn(0, 6);
        node.disk().failing(change -> {});
      }
      case UNHEALTHY -> {
        node.run("run");
        node.node().healthService(false);
        node.boot();
        node.commit();
        node.node().healthService(true);
      }
      case PANIC -> {
        node.run("run");
        for (int boots = 0; boots < Invariants.ATTEMPTS; boots++) {
          node.boot();
        }
      }
      case COPY_DESTROYED -> {
        node.end();
        DiskState state = node.disk().onMedium();
        String copy = Grub.COPIES.get(random.nextInt(2));
        Tree efi = state.efi().with(copy, new Content(garbage()));
        return restarted(node, DiskState.unmounted(efi, state.a(), state.b()), offer);
      }
      case GARBAGE_IN_SLOT -> {
        node.end();
        return restarted(node, withGarbage(node.disk().onMedium()), offer);
      }
    }
    return node;
  }

  private static void installAndCommit(SimulatedNode node) {
    node.run("run");
    node.boot();
    node.commit();
  }

  private SimulatedNode restarted(SimulatedNode node, DiskState state, StoredObjects offer) {
    node.close();
    return new SimulatedNode(state, repository, offer);
  }

  private DiskState withGarbage(DiskState state) {
    Slot idle = Grub.of(state.efi()).committed().other();
    Tree tree = state.slot(idle);
    for (String name : GARBAGE) {
      String parent = Image.parent(name);
      int kind = random.nextInt(3);
      if (!parent.isEmpty() && !tree.directories().contains(parent)) {
        continue;
      }
      if (kind == 1) {
        tree = tree.with(name, new Content(garbage()));
      } else if (kind == 2 && !name.equals(SlotFiles.ROOTS)) { // What lies in there is kept.
        tree = tree.withDirectory(name).with(name + "/garbage", new Content(garbage()));
      }
    }
    return idle == Slot.A
        ? DiskState.unmounted(state.efi(), tree, state.b())
        : DiskState.unmounted(state.efi(), state.a(), tree);
  }

  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(2000)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The units go on until all is well; returns the release that runs then. */
  private TestRelease settle(SimulatedNode node, TestRelease before, TestRelease offered) {
    hours++; // A deaddrop that did not answer is asked again.
    node.node().clock(FakeNode.NOW.plus(Duration.ofHours(hours)));
    node.unitsUntil(
        settled ->
            Scenarios.runs(offered).test(settled)
                || (Scenarios.runs(before).test(settled) && isBad(settled, offered)));
    node.end();
    TestRelease runs = isBad(node, offered) ? before : offered;
    assertThat(offered(node)).as("I6: the floor").isEqualTo(floor(runs));
    return runs;
  }

  /** The first release came with the image: nothing has offered it. */
  private Optional<ReleaseVersion> floor(TestRelease committed) {
    return Optional.of(version(committed)).filter(version -> !version.equals(version(release(0))));
  }

  /** What the document offered that sets the floor; none where the image's release runs. */
  private static Optional<ReleaseVersion> offered(SimulatedNode node) {
    return node.disk()
        .inMemory()
        .slot(node.bootState().committed())
        .file(SlotFiles.CHANNEL)
        .map(file -> ChannelDocumentCodec.read(file.bytes(), SlotFiles.CHANNEL))
        .map(document -> document.release().version());
  }

  private static boolean isBad(SimulatedNode node, TestRelease release) {
    return node.bootState().bad().map(BadVersion::version).equals(Optional.of(version(release)));
  }

  /**
   * Only what belongs there lies in the slots, and as many bytes as whenever the same lay there.
   */
  private void requireNothingLeft(SimulatedNode node, TestRelease release) {
    DiskState state = node.disk().inMemory();
    for (Tree tree : List.of(state.a(), state.b())) {
      Set<String> names = tree.files().keySet();
      assertThat(tree.directories()).isEqualTo(directories(names));
      assertThat(names)
          .allMatch(name -> SlotFiles.isReserved(name) || release.manifest().file(name).isPresent())
          .noneMatch(name -> name.startsWith(SlotFiles.INCOMING) || name.endsWith("~"));
      long bytes = tree.files().values().stream().mapToLong(Content::length).sum();
      assertThat(bytes).isEqualTo(held.computeIfAbsent(names, first -> bytes));
    }
    assertThat(names(state.efi())).isEqualTo(onEfiPartition);
  }

  private static Set<String> names(Tree tree) {
    Set<String> names = new TreeSet<>(tree.files().keySet());
    names.addAll(tree.directories());
    return names;
  }

  /** Those that files lie in. */
  private static Set<String> directories(Set<String> files) {
    Set<String> directories = new TreeSet<>();
    for (String file : files) {
      for (String parent = Image.parent(file); !parent.isEmpty(); parent = Image.parent(parent)) {
        directories.add(parent);
      }
    }
    return directories;
  }

  private TestRelease release(int number) {
    return Scenarios.release(repository, "20261121-10%02d%02d".formatted(number / 60, number % 60));
  }

  private StoredObjects offers(TestRelease release, int number) {
    return StoredObjects.published(
        deaddrop -> deaddrop.publish(repository, release, FIRST_NUMBER + number));
  }

  private static ReleaseVersion version(TestRelease release) {
    return release.manifest().version();
  }
}
