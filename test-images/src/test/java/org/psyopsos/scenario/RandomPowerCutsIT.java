package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * The power fails at random moments while a node fetches, writes, restarts, tries and commits, and
 * its clock jumps. Whatever it was doing, it comes up again, and in the end it runs what is
 * offered.
 *
 * <p>{@code -Dpowercuts=50} is the long mode; {@code -Dpowercuts.seed=N} repeats a run.
 */
@Order(2)
final class RandomPowerCutsIT {

  private static final int CUTS = Integer.getInteger("powercuts", 4);
  private static final long SEED = Long.getLong("powercuts.seed", 20260101);

  /** Fewer than GRUB counts before it boots the other slot. */
  private static final int CUTS_EACH = 4;

  /** From GRUB to a committed trial, where nothing else is running. */
  private static final int LONGEST_SECONDS = 75;

  private static final Duration SETTLED = NodeUnderTest.BOOT.multipliedBy(3);

  private static final Path TABLE = Path.of("target", "power-cuts.txt");

  private final Random random = new Random(SEED);
  private final Map<Moment, Integer> met = new EnumMap<>(Moment.class);

  @Test
  void aNodeThatLosesPowerAtAnyMomentEndsOnWhatIsOffered() throws Exception {
    System.out.println("power cuts: " + CUTS + ", -Dpowercuts.seed=" + SEED);
    try (NodeUnderTest node = NodeUnderTest.start("random-cuts")) {
      node.boots(Slot.A);
      int updates = (CUTS + CUTS_EACH - 1) / CUTS_EACH;
      int left = CUTS;
      for (int update = 1; update <= updates; update++) {
        ReleaseVersion version = version(update);
        node.deploy(version);
        int now = Math.min(left, CUTS_EACH);
        losePower(node, now);
        left -= now;
        Matcher end =
            node.says(
                version + " (is healthy: slot|was tried|has failed|runs, and is what)", SETTLED);
        System.out.println("update " + update + " after " + now + " power cuts: " + end.group());
      }
      tell();
      ReleaseVersion last = version(updates + 1);
      node.deploy(last);
      clockJumps(node);
      Slot slot = Slot.valueOf(node.says(last + " is ready in slot ([AB])", SETTLED).group(1));
      node.boots(slot);
      node.says(last + " is healthy: slot " + slot + " is committed", NodeUnderTest.BOOT);

      DiskInspection disk = node.switchedOff();
      BootState state = disk.bootState();
      assertThat(state.committed()).isEqualTo(slot);
      assertThat(state.trial()).isEmpty();
      assertThat(disk.intactRelease(slot)).isEqualTo(last);
    }
  }

  /** An offer that has expired by the clock is refused; that an earlier time comes is survived. */
  private static void clockJumps(NodeUnderTest node) {
    node.types("systemctl stop node-agent.timer; date -s '+20 years'");
    node.shows("until node-agent check; [ $? = 4 ]; do sleep 5; done", "has expired");
    node.types("date -s '-20 years'; systemctl start node-agent.timer");
    node.types("systemctl start --no-block node-agent.service");
    node.says("writing [0-9-]+ to slot", SETTLED);
    node.types("date -s 1971-01-01");
  }

  private void losePower(NodeUnderTest node, int cuts) throws InterruptedException {
    for (int cut = 0; cut < cuts; cut++) {
      Duration on = Duration.ofSeconds(random.nextInt(LONGEST_SECONDS));
      Thread.sleep(on.toMillis());
      Moment moment = node.losesPower();
      System.out.println("power cut after " + on.toSeconds() + " s: " + moment);
      met.merge(moment, 1, Integer::sum);
    }
  }

  private void tell() throws IOException {
    List<String> table = new ArrayList<>();
    met.forEach((moment, count) -> table.add("power cuts: " + count + " × " + moment));
    table.forEach(System.out::println);
    Files.write(TABLE, table);
  }

  /** Newer than all that other scenarios use. */
  private static ReleaseVersion version(int number) {
    return ReleaseVersion.at(Instant.parse("2026-02-01T00:00:00Z").plusSeconds(number));
  }
}
