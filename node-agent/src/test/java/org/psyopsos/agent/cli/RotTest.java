package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.BootCount;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** Things that rot, hang or are broken on the node itself: it ends on a good slot, unattended. */
class RotTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = TestRelease.of(repository, "20261101-000000");
  private final TestRelease v2 = TestRelease.of(repository, "20261102-000000");
  private final TestRelease v3 = TestRelease.of(repository, "20261103-000000");
  @TempDir private Path root;
  private TestDeaddrop deaddrop;
  private FakeNode node;

  /** A node that has been updated once: v2 is committed in slot B, v1 lies in slot A. */
  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    deaddrop.publish(repository, v2, 1);
    node = new FakeNode(root, repository, v1);
    node.configure(deaddrop.url());
    node.run("run");
    node.boot();
    node.run("commit");
    node.disk().clearLog();
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void whatGrubFellBackToTakesThePlaceOfARottenSlotAndTheNextUpdateMendsThatOne()
      throws IOException {
    Files.delete(node.slot(Slot.B).resolve("manifest.json"));
    assertThat(node.boot()).isEqualTo(Slot.A);

    assertThat(node.run("commit").exitCode()).isZero();

    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(node.run("run").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  @Test
  void anUnhealthySlotDoesNotTakeThePlaceOfARottenOne() throws IOException {
    node.healthCheck("10-no", "#!/bin/sh\nexit 1\n");
    Files.delete(node.slot(Slot.B).resolve("kernel"));
    node.bootByMenu(Slot.A);

    assertThat(node.run("commit").exitCode()).isEqualTo(7);

    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
    assertThat(node.rebootAsked()).isFalse();
  }

  @Test
  void whoLooksAtTheOtherSlotFromTheMenuDoesNotCommitIt() {
    node.bootByMenu(Slot.A);

    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.run("apply").exitCode()).isEqualTo(3);

    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  @Test
  void aVersionThatCouldNotBeUpdatedAnyMoreIsNotKept() {
    tryV3();
    node.configure(deaddrop.url(), "chanel = \"beta\"");

    Ended judged = node.run("commit");

    assertThat(judged.exitCode()).isEqualTo(7);
    assertThat(judged.err()).contains("chanel");
    assertThat(node.rebootAsked()).isTrue();
    assertThat(node.bootState().bad()).contains(bad(FailedBecause.HEALTH_CHECK));
  }

  @Test
  void aTrialIsJudgedThoughTheCommittedSlotCannotBeRead() throws IOException {
    tryV3();
    Files.writeString(node.slot(Slot.B).resolve("channel.json"), "rot");

    assertThat(node.run("status").out()).contains("channel.json");
    assertThat(node.run("commit").exitCode()).isZero();

    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
  }

  @Test
  void rotInTheDocumentThatHoldsTheFloorStopsUpdatesAndLeavesAWayBack() throws IOException {
    Files.writeString(node.slot(Slot.B).resolve("channel.json"), "rot");
    deaddrop.publish(repository, v3, 2);

    assertThat(node.run("run").exitCode()).isEqualTo(6);
    assertThat(node.run("rollback").exitCode()).isZero();

    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("commit").exitCode()).isZero();
  }

  @Test
  void pastTheDeadlineATrialEndsEvenWhereTheBootEnvironmentIsOutOfReach() {
    tryV3();
    node.uptime(3600);
    node.disk()
        .beforeEach(
            command -> {
              if (command.toString().contains("-o rw")) {
                node.disk().breakFileSystem(command.arguments().get(5), false);
              }
            });

    Ended ended = node.run("commit", "--deadline");

    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.out()).contains("overdue");
    assertThat(node.rebootAsked()).isTrue();
  }

  @Test
  void aCommittedSlotThatNeverComesUpGivesWayAndItsVersionIsTriedAnew() {
    for (int i = 0; i < BootCount.OF_COMMITTED; i++) {
      assertThat(node.boot()).isEqualTo(Slot.B);
    }
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("status").out()).contains("slot B was booted 6 times in a row");

    Ended judged = node.run("commit");
    assertThat(judged.out()).contains("and did not come up: slot A is committed instead");
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(node.run("status").out()).containsPattern("repaired .*slot A is committed instead");

    assertThat(node.run("run").exitCode()).isZero();
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(node.boot()).isEqualTo(Slot.B);
    }
    assertThat(node.boot()).isEqualTo(Slot.A);
    node.run("commit");
    assertThat(node.bootState().bad())
        .contains(new BadVersion(v2.manifest().version(), FailedBecause.ATTEMPTS_USED_UP));
  }

  @Test
  void powerCutsAtBootAreNotTakenForASlotThatDoesNotComeUp() {
    for (int time = 0; time < 5; time++) {
      for (int cut = 0; cut < 3; cut++) {
        assertThat(node.boot()).isEqualTo(Slot.B);
      }
      assertThat(node.boot()).isEqualTo(Slot.B);
      assertThat(node.run("commit").exitCode()).isZero();
    }
  }

  @Test
  void whereNeitherSlotComesUpBothAreTriedInTurn() {
    List<Slot> booted = Stream.generate(node::boot).limit(30).toList();
    assertThat(booted.subList(0, 6)).containsOnly(Slot.B);
    assertThat(booted.subList(6, 9)).containsOnly(Slot.A);
    assertThat(booted.subList(9, 15)).containsOnly(Slot.B);
    assertThat(booted.subList(15, 18)).containsOnly(Slot.A);
  }

  @Test
  void whatHasItsTurnAndIsUnhealthyIsNotCommitted() {
    Stream.generate(node::boot).limit(BootCount.OF_COMMITTED).forEach(slot -> {});
    node.healthCheck("10-no", "#!/bin/sh\nexit 1\n");
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("commit").exitCode()).isEqualTo(7);
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  private void tryV3() {
    deaddrop.publish(repository, v3, 2);
    node.run("run");
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.bootState().trial()).isPresent();
    node.disk().clearLog();
  }

  private BadVersion bad(FailedBecause because) {
    return new BadVersion(v3.manifest().version(), because);
  }
}
