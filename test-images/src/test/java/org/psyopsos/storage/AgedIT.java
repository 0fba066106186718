package org.psyopsos.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.CommandResult;
import org.psyopsos.layout.Slot;

/**
 * File systems that others have used up: an update succeeds, or is refused while all is still
 * there.
 */
@Order(2)
final class AgedIT {

  /** Holes of 20 kB, and then no room at all. */
  private static final String FRAGMENT =
      """
      i=0
      while [ $i -lt 400 ]; do head -c 20000 /dev/urandom >old$i || break; i=$((i+1)); done
      i=0
      while [ $i -lt 400 ]; do rm -f old$i; i=$((i+2)); done
      """;

  private static final String FILL = "cat /dev/zero >fill 2>/dev/null; sync -f fill";

  private static final String USE_UP_INODES =
      "mkdir none; i=0; while (: >none/$i) 2>/dev/null; do i=$((i+1)); done";

  /** Where in an ext4 its superblock's last four bytes are. */
  private static final int SUPERBLOCK_CHECKSUM = 1024 + 0x3FC;

  private static final String[] EFI = {"--target", "efisys", "--loader"};

  private static final Replays REPLAYS = new Replays("storage-aged", Replay.UNTORN);

  private Card card;

  @BeforeEach
  void start() {
    card = Card.get();
  }

  @AfterAll
  static void printReplays() throws IOException {
    REPLAYS.print();
  }

  @Test
  void aFullAndFragmentedSlotIsUpdatedAndSurvivesEveryPowerCut() throws Exception {
    Path disk = disk("aged-slot");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      agent.inside(disk, card.slot(Slot.B), FRAGMENT + FILL);
      Recording recording =
          Recording.of(disk, agent.namespace(), seen -> require(agent.apply(seen), ExitCode.OK));
      assertThat(new SlotTarget(card).complaintsAtTheEnd(disk, scratch(disk))).isEmpty();
      REPLAYS.require("aged slot", card, recording, files -> List.of());
    }
  }

  @Test
  void aSlotWithoutInodesIsUpdated() throws Exception {
    Path disk = disk("no-inodes");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      agent.inside(disk, card.slot(Slot.B), USE_UP_INODES);
      require(agent.apply(disk), ExitCode.OK);
      assertThat(new SlotTarget(card).complaintsAtTheEnd(disk, scratch(disk))).isEmpty();
    }
  }

  /** What a power cut may leave of a slot: Linux does not mount it, and it has no other copy. */
  @Test
  void aSlotWithATornSuperblockIsMadeAnew() throws Exception {
    Path disk = disk("torn-superblock");
    long checksum = card.slot(Slot.B).offset() + SUPERBLOCK_CHECKSUM;
    try (FileChannel image = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      image.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), checksum);
    }
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      require(agent.apply(disk), ExitCode.OK);
      assertThat(new SlotTarget(card).complaintsAtTheEnd(disk, scratch(disk))).isEmpty();
    }
  }

  @Test
  void aFullEfiPartitionIsRefusedWhileAllIsThere() throws Exception {
    Path disk = disk("full-efi");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      agent.inside(disk, card.efi(), FILL);
      CommandResult refused = agent.apply(disk, EFI);
      require(refused, ExitCode.NODE_FAULT);
      assertThat(refused.errors()).contains("does not fit beside what the EFI partition holds");
      agent.inside(disk, card.efi(), "rm fill");
      Recording recording =
          Recording.of(
              disk, agent.namespace(), seen -> require(agent.apply(seen, EFI), ExitCode.OK));
      EfiTarget target = EfiTarget.of(card, recording, scratch(disk));
      assertThat(target.complaints(recording.before(), disk.resolveSibling("end"))).isEmpty();
    }
  }

  @Test
  void aFragmentedEfiPartitionIsUpdated() throws Exception {
    Path disk = disk("aged-efi");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      agent.inside(disk, card.efi(), FRAGMENT);
      Recording recording =
          Recording.of(
              disk, agent.namespace(), seen -> require(agent.apply(seen, EFI), ExitCode.OK));
      EfiTarget target = EfiTarget.of(card, recording, scratch(disk));
      assertThat(target.complaintsAtTheEnd(disk, disk.resolveSibling("end"))).isEmpty();
    }
  }

  private Path disk(String name) throws IOException {
    return card.copyTo(card.emptyDirectory(name).resolve("disk.img"));
  }

  private static Path scratch(Path disk) {
    return disk.resolveSibling("look");
  }

  private static void require(CommandResult result, ExitCode code) {
    assertThat(result.exitStatus()).as(result.errors()).isEqualTo(code.code());
  }
}
