package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.system.NodeLock;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestRelease;

/** A node follows its channel: from the deaddrop to a committed slot, or back. */
class UpdateTest extends NodeFixture {

  private static final ReleaseVersion V2 = new ReleaseVersion("20261121-110000");

  private final TestRelease v3 = TestRelease.of(repository, "20261121-113000");

  @Test
  void aNewVersionIsInstalledTriedAndCommitted() {
    Map<String, String> running = node.content(Slot.A);
    assertThat(node.run("check").exitCode()).isZero();

    Ended applied = node.run("run");
    assertThat(applied.exitCode()).as(applied.err()).isZero();
    assertThat(node.rebootAsked()).isTrue();
    assertThat(node.bootState()).isEqualTo(trial(3));
    assertThat(node.content(Slot.A)).isEqualTo(running);

    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.bootState()).isEqualTo(trial(2));
    Ended committed = node.run("commit");
    assertThat(committed.exitCode()).as(committed.err()).isZero();
    assertThat(committed.err().lines()).isNotEmpty().allMatch(line -> line.contains(": healthy: "));
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.run("check").exitCode()).isEqualTo(3);
  }

  @Test
  void theSlotIsReadBackFromAFreshMountBeforeItIsComplete() {
    node.run("apply");
    assertThat(node.disk().log())
        .filteredOn(command -> command.contains("vda4"))
        .extracting(command -> command.replaceAll(",.*", "").replaceAll(" /.*", ""))
        .containsExactly(
            "mount -t ext4 -o ro", // what is there?
            "umount",
            "mount -t ext4 -o ro", // the same release?
            "umount",
            "e2fsck -p", // sound?
            "mount -t ext4 -o rw", // write
            "stat -f -c %d", // how many files does it take?
            "umount",
            "mount -t ext4 -o ro", // read back
            "umount",
            "mount -t ext4 -o rw", // complete
            "umount",
            "mount -t ext4 -o ro", // complete for GRUB, too, which replays no journal
            "umount",
            "mount -t ext4 -o ro", // what everybody may know of it
            "umount");
  }

  @Test
  void anUnhealthyVersionIsGivenUpAndNotTakenAgain() {
    node.run("run");
    node.boot();
    node.healthCheck("10-good", "#!/bin/sh\nexit 0\n");
    node.healthCheck("20-bad", "#!/bin/sh\necho no network; exit 1\n");
    node.disk().clearLog();

    Ended judged = node.run("commit");
    assertThat(judged.exitCode()).isEqualTo(7);
    assertThat(judged.err()).contains("NOT HEALTHY: 20-bad: exit status 1: no network");
    assertThat(node.rebootAsked()).isTrue();
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.bootState()).isEqualTo(bad(FailedBecause.HEALTH_CHECK));

    assertThat(node.run("apply", "--json").out()).contains("\"known-bad\"");
    deaddrop.publish(repository, v3, 3);
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.bootState().trial()).contains(new Trial(Slot.B, v3.manifest().version(), 3));
  }

  @Test
  void checksThatCannotRunAreFailedChecks() {
    node.run("run");
    node.boot();
    node.healthCheck("10-good", "#!/bin/sh\nexit 0\n");
    node.write("run/node-agent/health.json", "{\"checks\": []}".getBytes(UTF_8));
    node.healthService(false);

    Ended judged = node.run("commit");
    assertThat(judged.exitCode()).isEqualTo(7);
    assertThat(judged.err())
        .contains("NOT HEALTHY: node-agent-health.service: it did not run: exit status 5");
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.bootState()).isEqualTo(bad(FailedBecause.HEALTH_CHECK));
  }

  @Test
  void healthCanBeAskedForAndChangesNothing() {
    node.healthCheck("10-good", "#!/bin/sh\necho fine\n");
    assertThat(node.run("health").exitCode()).isZero();
    node.healthCheck("20-bad", "#!/bin/sh\nprintf 'no\\n\\033[2Jnetwork' >&2; exit 3\n");

    Ended asked = node.run("health");
    assertThat(asked.exitCode()).isEqualTo(7);
    assertThat(asked.out())
        .endsWith(
            """
            healthy: 10-good: exit status 0: fine
            NOT HEALTHY: 20-bad: exit status 3: no ?[2Jnetwork
            """);
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
  }

  @Test
  void aVersionThatNeverComesUpIsLeftAndTheNodeSaysWhy() {
    node.run("run");
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.boot()).isEqualTo(Slot.A);

    Ended judged = node.run("commit");
    assertThat(judged.exitCode()).isZero();
    assertThat(judged.out()).contains(V2 + " was tried and never found healthy");
    assertThat(node.bootState()).isEqualTo(bad(FailedBecause.ATTEMPTS_USED_UP));
    assertThat(node.run("status").out()).contains(V2 + ": no boot of it was found healthy");
  }

  @Test
  void aTrialThatIsNotCommittedInTimeIsGivenUp() {
    node.configure(deaddrop.url(), "commit_deadline = \"5m\"");
    node.run("run");
    node.boot();
    node.uptime(100);
    assertThat(node.run("commit", "--deadline").exitCode()).isEqualTo(7);
    assertThat(node.pauses()).containsExactly(Duration.ofSeconds(200));
    assertThat(node.bootState()).isEqualTo(bad(FailedBecause.DEADLINE));
  }

  @Test
  void nobodyWaitsForTheDeadlineOfATrialThatIsSettled() {
    String stop = "systemctl --no-block stop node-agent-deadline.service";
    node.run("run");
    node.boot();
    assertThat(node.disk().log()).doesNotContain(stop);
    assertThat(node.root().resolve("run/node-agent/settled")).doesNotExist();
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.root().resolve("run/node-agent/settled")).exists();
    assertThat(node.disk().log()).contains(stop);
  }

  @Test
  void theDeadlineIsNobodysBusinessWhereNothingIsTried() {
    assertThat(node.run("commit", "--deadline").exitCode()).isZero();
    assertThat(node.pauses()).isEmpty();
    assertThat(node.rebootAsked()).isFalse();
  }

  @Test
  void whileATrialRunsTheWayBackIsNotOverwritten() {
    node.run("run");
    node.boot();
    deaddrop.publish(repository, v3, 3);
    Map<String, String> wayBack = node.content(Slot.A);
    assertThat(node.run("apply", "--json").out()).contains("\"trial-running\"");
    assertThat(node.content(Slot.A)).isEqualTo(wayBack);
  }

  @Test
  void aStagedVersionIsNotFetchedAgainAndKeepsItsAttempts() {
    node.configure(deaddrop.url(), "reboot = \"never\"", "boot_attempts = 2");
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.rebootAsked()).isFalse();
    deaddrop.forgetRequests();
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(deaddrop.requests()).hasSize(4).noneMatch(name -> name.startsWith("os/"));
    assertThat(node.bootState()).isEqualTo(trial(2));
  }

  @Test
  void aSecondPollIsOneSmallRequest() throws IOException {
    node.install(Slot.A, v2);
    assertThat(node.run("run").exitCode()).isZero();
    deaddrop.forgetRequests();
    assertThat(node.run("run", "--json").out()).contains("\"unchanged\"");
    assertThat(deaddrop.requests()).containsExactly(TestDeaddrop.LATEST);
  }

  @Test
  void goingBackByHandLeavesTheVersionForGood() {
    node.run("run");
    node.boot();
    node.run("commit");
    assertThat(node.run("rollback").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState()).isEqualTo(bad(FailedBecause.BY_HAND));
    assertThat(node.run("apply", "--json").out()).contains("\"known-bad\"");
  }

  @Test
  void aTrialCanBeEndedByHand() {
    node.run("run");
    node.boot();
    node.disk().clearLog();
    assertThat(node.run("rollback").exitCode()).isZero();
    assertThat(node.rebootAsked()).isTrue();
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.bootState()).isEqualTo(bad(FailedBecause.BY_HAND));
  }

  @Test
  void twoAgentsAtOnceAreOneTooMany() {
    Map<String, String> environment = node.environment();
    Path lock = node.root().resolve("run/node-agent/lock");
    try (NodeLock other = NodeLock.acquire(lock, Duration.ZERO, pause -> {})) {
      assertThat(other).isNotNull();
      Ended refused = node.run("apply");
      assertThat(refused.exitCode()).isEqualTo(6);
      assertThat(refused.err()).contains("another node-agent is at work");
      assertThat(node.environment()).isEqualTo(environment);
    }
    assertThat(node.run("apply").exitCode()).isZero();
  }

  @Test
  void whatTheTimerStartsWaitsForAnotherAgentToEnd() {
    Path lock = node.root().resolve("run/node-agent/lock");
    NodeLock other = NodeLock.acquire(lock, Duration.ZERO, pause -> {});
    node.onPause(
        count -> {
          if (count == 1500) {
            other.close();
          }
        });
    try {
      Ended ran = node.run("run");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(node.pauses()).hasSize(1500);
      assertThat(node.rebootAsked()).isTrue();
    } finally {
      other.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "why"})
  void aReaderOfTheResultHoldsUpNobody(String command) {
    Path lock = node.root().resolve("run/node-agent/lock");
    List<NodeLock> taken = new ArrayList<>();
    node.onPrint(() -> taken.add(NodeLock.acquire(lock, Duration.ZERO, pause -> {})));
    try {
      assertThat(node.run(command).exitCode()).isZero();
      assertThat(taken).isNotEmpty();
    } finally {
      taken.forEach(NodeLock::close);
    }
  }

  @Test
  void statusTellsWhatThereIs() {
    node.run("apply");
    Ended text = node.run("status");
    assertThat(text.out())
        .contains("booted       slot A, 20261121-100000")
        .contains("trial        " + V2 + " in slot B, 3 attempts left")
        .contains("slot B       psyopsOS-B: " + V2)
        .doesNotContain("warning");
    assertThat(node.run("status", "--json").out())
        .contains("\"attemptsLeft\" : 3", "\"outcome\" : \"reboot-needed\"");
  }

  private static BootState trial(int attempts) {
    return new BootState(Slot.A, Optional.of(new Trial(Slot.B, V2, attempts)), Optional.empty());
  }

  private static BootState bad(FailedBecause because) {
    return new BootState(Slot.A, Optional.empty(), Optional.of(new BadVersion(V2, because)));
  }
}
