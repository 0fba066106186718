package org.psyopsos.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.EfiUpdate;
import org.psyopsos.crash.WriteLog;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.CommandResult;
import org.psyopsos.layout.Slot;
import org.psyopsos.scenario.Programs;

/**
 * Whatever a power cut leaves of what the packaged agent writes: the committed slot is as it was,
 * the boot environment says what it said or what it was to say, and the slot that GRUB takes is
 * complete.
 */
@Order(Integer.MAX_VALUE)
final class ReplayIT {

  private static final long KILLED_AFTER = 1 << 20;

  private static final Replays REPLAYS = new Replays("storage-replay", Replay.STATES);

  private static Optional<Path> installed = Optional.empty();

  private Card card;

  @BeforeEach
  void start() {
    card = Card.get();
  }

  @AfterAll
  static void printReplays() throws IOException {
    REPLAYS.print();
  }

  /** Without flushes in the record there are states that must not be: they are found. */
  @Test
  void whatAMissingFlushWouldLeaveIsFound() throws Exception {
    Path disk = disk("no-flush");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      Recording recording = Recording.of(disk, agent.namespace(), seen -> apply(agent, seen));
      WriteLog writes = recording.writes(card).withoutFlushes();
      assertThat(Replay.of(Replay.UNTORN, card, recording, writes, files -> List.of()).complaints())
          .contains("GRUB boots slot B, which is not complete")
          .anyMatch(complaint -> complaint.startsWith("e2fsck"))
          .anyMatch(complaint -> complaint.startsWith("GRUB does not find slot B as Linux does"));
    }
  }

  /** Of a file system that nobody has unmounted, GRUB and Linux do not find the same. */
  @Test
  void whatOnlyTheJournalHoldsIsNotThereForGrub() throws Exception {
    Path disk = disk("journal");
    Path mounted = disk.resolveSibling("mounted.img");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      agent.inside(
          disk, card.slot(Slot.B), "echo new >new && sync new && cp " + disk + " " + mounted);
    }
    CrashState slot = CrashState.of(Card.bytes(mounted, card.slot(Slot.B)));
    Path scratch = disk.resolveSibling("look");
    assertThat(ExtractedFiles.unreplayed(slot, scratch).read("new")).isEmpty();
    assertThat(SlotLook.unreplayed(slot, scratch).isWhole()).isTrue();
    assertThat(ExtractedFiles.of(slot, scratch).read("new")).isPresent();
  }

  @Test
  void ofAnInstallation() throws Exception {
    Path disk = disk("install");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      replay("install and flip", Recording.of(disk, agent.namespace(), seen -> apply(agent, seen)));
    }
  }

  @Test
  void ofAnInstallationThatWasKilledAndGoesOn() throws Exception {
    Path disk = disk("killed");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      Path log = disk.resolveSibling("writes.log");
      replay(
          "killed, and begun again",
          Recording.of(
              disk,
              agent.namespace(),
              seen -> {
                killOnceWritten(agent, seen, log);
                apply(agent, seen);
              }));
    }
  }

  @Test
  void ofAnUpdateOfTheEfiPartition() throws Exception {
    Path disk = disk("efi-update");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      Recording recording =
          Recording.of(
              disk,
              agent.namespace(),
              seen -> apply(agent, seen, "--target", "efisys", "--loader"));
      EfiUpdate update = EfiTarget.of(card, recording, disk.resolveSibling("look")).update();
      REPLAYS.require("EFI update with loader", card, recording, update::complaints);
    }
  }

  @Test
  void ofACommit() throws Exception {
    replayOnSlotB("commit", installed(), "commit");
  }

  @Test
  void ofARollbackOfATrial() throws Exception {
    replayOnSlotB("rollback of a trial", installed(), "rollback");
  }

  @Test
  void ofARollbackToTheOtherSlot() throws Exception {
    Path installed = installed();
    Path disk = card.emptyDirectory("committed").resolve("disk.img");
    Card.copy(installed, disk);
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      succeed(agent.runOnSlotB(disk, "commit"));
    }
    replayOnSlotB("rollback to the other slot", disk, "rollback");
  }

  /** Where it is left out, the EFI partition of all others was the ext4 that stands in for it. */
  @Test
  void theEfiPartitionIsAFat() throws Exception {
    assumeTrue(
        card.abilities().vfat(),
        "this kernel mounts no FAT: an ext4 stands in for the EFI partition (EfiUpdateIT has FAT)");
    Path disk = disk("fat");
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      apply(agent, disk, "--target", "efisys", "--loader");
    }
    Path partition = Files.write(disk.resolveSibling("efi.img"), Card.bytes(disk, card.efi()));
    Programs.run("fsck.vfat", "-n", partition.toString());
  }

  /** A card with a release on trial in slot B; the one of this run. */
  private Path installed() throws IOException {
    if (installed.isEmpty()) {
      Path disk = disk("installed");
      try (Agent agent = Agent.in(disk.getParent(), card)) {
        apply(agent, disk);
      }
      installed = Optional.of(disk);
    }
    return installed.get();
  }

  /** What a command does that runs on slot B of a card as it was before. */
  private void replayOnSlotB(String name, Path before, String command) throws Exception {
    Path disk = card.emptyDirectory(name.replace(' ', '-')).resolve("disk.img");
    Card.copy(before, disk);
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      replay(
          name,
          Recording.of(disk, agent.namespace(), seen -> succeed(agent.runOnSlotB(seen, command))));
    }
  }

  private Path disk(String name) throws IOException {
    return card.copyTo(card.emptyDirectory(name).resolve("disk.img"));
  }

  private void replay(String name, Recording recording) throws IOException {
    REPLAYS.require(name, card, recording, files -> List.of());
  }

  /** So late that something is on the medium, so early that it is not all. */
  private static void killOnceWritten(Agent agent, Path disk, Path log) throws IOException {
    Process apply = agent.startApply(log.resolveSibling("killed.log"), disk);
    while (apply.isAlive() && Files.size(log) < KILLED_AFTER) {
      Thread.onSpinWait();
    }
    assertThat(apply.isAlive()).isTrue();
    apply.destroyForcibly().onExit().join();
  }

  private static void apply(Agent agent, Path disk, String... more) {
    succeed(agent.apply(disk, more));
  }

  private static void succeed(CommandResult result) {
    assertThat(result.exitStatus())
        .as(result.output() + result.errors())
        .isEqualTo(ExitCode.OK.code());
  }
}
