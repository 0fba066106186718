package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootCount;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * The power fails again and again while a node boots, fetches, writes, restarts and tries. It goes
 * on with what it had begun, and keeps each release in the end.
 *
 * <p>A cut comes at a random time after the console has told of a moment, as long as such moments
 * last on this machine: what is met does not depend on its speed. {@code -Dpowercuts=50} is the
 * long mode; {@code -Dpowercuts.seed=N} repeats a run.
 */
@Order(4)
final class RandomPowerCutsIT {

  private static final int CUTS = Integer.getInteger("powercuts", 7);
  private static final long SEED = Long.getLong("powercuts.seed", 20260101);

  /** In a row, as many as GRUB takes for nothing more than that. */
  private static final int MORE = 2;

  private static final int BEFORE = BootCount.OF_COMMITTED - 1 - MORE;

  /** In a row, later on. */
  private static final int AT_BOOT = 2;

  private static final List<Moment> BOOT =
      List.of(Moment.GRUB, Moment.KERNEL, Moment.STARTING, Moment.UP);

  private static final List<Moment> TRIAL = List.of(Moment.KERNEL, Moment.STARTING, Moment.UP);

  private static final Duration SETTLED = NodeUnderTest.BOOT.multipliedBy(3);

  private static final Path TABLE = Path.of("target", "power-cuts.txt");

  private final Random random = new Random(SEED);
  private final Map<String, Integer> met = new TreeMap<>();
  private int left = CUTS;

  /** How much longer moments last here; measured in the first boot that is not cut short. */
  private double pace;

  @Test
  void aNodeThatLosesPowerAtAnyMomentEndsOnWhatIsOffered() throws Exception {
    System.out.println("power cuts: " + CUTS + ", -Dpowercuts.seed=" + SEED);
    try (NodeUnderTest node =
        NodeUnderTest.startFrom(
            "random-cuts", disk -> DiskInspection.bootedInVain(disk, Slot.A, BEFORE))) {
      for (int cut = 0; cut < MORE; cut++) {
        losesPowerAt(node, Moment.STARTING, "");
      }
      pace = bootsAt(node);
      node.says("slot A is committed, no version is on trial", SETTLED);
      Slot booted = Slot.A;
      int update = 0;
      while (left > 0) {
        update++;
        losesPower(node, Moment.UP, "");
        losesPowerAtBoot(node);
        node.deploy(content(update), version(update));
        losesPowerWhileItInstalls(node, update);
        booted = booted.other();
        losesPowerInTheTrial(node, booted);
        node.says("slot " + booted + " is committed", SETTLED);
        assertThat(node.status("committed")).startsWith("slot " + booted + ", " + version(update));
      }
      tell(update);

      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(booted));
      assertThat(disk.intactRelease(booted)).isEqualTo(version(update));
    }
  }

  private static double bootsAt(NodeUnderTest node) {
    node.says(Moment.KERNEL.said(), NodeUnderTest.BOOT);
    long began = System.nanoTime();
    node.boots(Slot.A);
    Duration here = Duration.ofNanos(System.nanoTime() - began);
    Duration there = Moment.KERNEL.length().plus(Moment.STARTING.length());
    return (double) here.toNanos() / there.toNanos();
  }

  private void losesPowerAtBoot(NodeUnderTest node) throws InterruptedException {
    for (int cut = 0; cut < AT_BOOT && left > 0; cut++) {
      losesPowerAt(node, any(BOOT), "");
    }
  }

  private void losesPowerWhileItInstalls(NodeUnderTest node, int update)
      throws InterruptedException {
    if (left > 0) {
      losesPowerAt(node, update % 2 == 1 ? Moment.WRITING : Moment.COMPARED, "");
    }
  }

  private void losesPowerInTheTrial(NodeUnderTest node, Slot slot) throws InterruptedException {
    if (left > 0) {
      node.says("Slot psyopsOS-" + slot + " \\.\\.\\.", SETTLED);
      losesPowerAt(node, any(TRIAL), "trial: ");
    }
  }

  private Moment any(List<Moment> moments) {
    return moments.get(random.nextInt(moments.size()));
  }

  private void losesPowerAt(NodeUnderTest node, Moment moment, String when)
      throws InterruptedException {
    node.says(moment.said(), SETTLED);
    losesPower(node, moment, when);
  }

  private void losesPower(NodeUnderTest node, Moment moment, String when)
      throws InterruptedException {
    long later = Math.round(random.nextDouble() * moment.length().toMillis() * pace);
    Thread.sleep(later);
    String found = when + node.losesPower().map(Moment::toString).orElse("firmware");
    left--;
    System.out.printf("power cut %d, %d ms after '%s': %s%n", CUTS - left, later, moment, found);
    met.merge(found, 1, Integer::sum);
  }

  private void tell(int updates) throws IOException {
    List<String> table = new ArrayList<>();
    met.forEach((moment, count) -> table.add("power cuts: " + count + " × " + moment));
    table.add("power cuts: " + CUTS + " in all, " + updates + " updates, all of them kept");
    table.forEach(System.out::println);
    Files.write(TABLE, table);
  }

  /** By turns, so that each installation has something to write. */
  private static TestRelease content(int update) {
    return (update - 1) / 2 % 2 == 0 ? TestRelease.SECOND : TestRelease.FIRST;
  }

  /** Newer than all that other scenarios use. */
  private static ReleaseVersion version(int number) {
    return ReleaseVersion.at(Instant.parse("2026-02-01T00:00:00Z").plusSeconds(number));
  }
}
