package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.json.Json;
import org.psyopsos.layout.Slot;

/** The checks that the agent brings along: what they find, and what follows from it. */
class HealthTest extends NodeFixture {

  private static final String FAILED =
      """
      node-agent.service loaded failed failed Look for a new version
      smartd.service     loaded failed failed Self Monitoring
      backup@a.service   loaded failed failed Backup of a
      """;

  @Test
  void aNodeWithNothingToLookAtIsHealthy() {
    node.disk().failedUnits(1, "Failed to connect to bus");
    Ended asked = node.run("health");
    assertThat(asked.exitCode()).as(asked.out()).isZero();
    assertThat(asked.out())
        .contains("healthy: disk: ")
        .contains("healthy: units: not checked: systemctl: exit status 1: Failed to connect")
        .contains("healthy: network: not checked: the kernel tells no routes")
        .contains("healthy: deaddrop: " + deaddrop.url() + " answers")
        .contains("healthy: temperature: not checked: no thermal zone can be read");
    assertThat(node.pauses()).isEmpty();
  }

  /** An outage of the deaddrop, or a unit that has failed for years, must not stop updates. */
  @Test
  void whatIsOnlyToldDoesNotEndATrial() {
    node.run("run");
    node.boot();
    everythingFails();
    Ended judged = node.run("commit");
    assertThat(judged.exitCode()).as(judged.err()).isZero();
    assertThat(judged.err())
        .contains("not healthy, does not count: units: failed: smartd.service, backup@a.service")
        .contains("not healthy, does not count: network: there is no default route")
        .contains("not healthy, does not count: deaddrop: ")
        .contains("not healthy, does not count: temperature: expected at most 80 °C, found 95 °C");
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  @Test
  void whatDecidesEndsATrialWhenPatienceEnds() {
    node.run("run");
    node.boot();
    node.disk().failedUnits(0, FAILED);
    node.configure(deaddrop.url(), "health.units = \"decide\"", "health.patience = \"20s\"");
    Ended judged = node.run("commit");
    assertThat(judged.exitCode()).isEqualTo(7);
    assertThat(judged.err()).contains("NOT HEALTHY: units: failed: smartd.service");
    assertThat(node.pauses()).isEqualTo(Collections.nCopies(4, Duration.ofSeconds(5)));
    assertThat(node.bootState())
        .isEqualTo(
            new BootState(
                Slot.A,
                Optional.empty(),
                Optional.of(new BadVersion(v2.manifest().version(), FailedBecause.HEALTH_CHECK))));
  }

  @Test
  void aNetworkThatComesUpLateIsWaitedFor() {
    node.write("proc/net/route", "Iface\n".getBytes(US_ASCII));
    node.configure(deaddrop.url(), "health.network = \"decide\"");
    node.onPause(
        pauses -> {
          if (pauses == 3) {
            node.write(
                "proc/net/route",
                "Iface\neth0 00000000 010200C0 0003 0 0 0 00000000 0 0 0\n".getBytes(US_ASCII));
          }
        });
    Ended asked = node.run("health");
    assertThat(asked.exitCode()).isZero();
    assertThat(asked.out()).contains("healthy: network: there is a default route");
    assertThat(node.pauses()).hasSize(3);
  }

  @Test
  void aDeaddropThatMustAnswerAndDoesNotDecides() {
    deaddrop.remove(TestDeaddrop.LATEST);
    node.configure(deaddrop.url(), "health.deaddrop = \"decide\"", "health.patience = \"5s\"");
    Ended asked = node.run("health");
    assertThat(asked.exitCode()).isEqualTo(7);
    assertThat(asked.out()).contains("NOT HEALTHY: deaddrop: ").contains("HTTP 404");
  }

  @Test
  void unitsThatMayFailAreNamed() {
    node.disk().failedUnits(0, FAILED);
    node.configure(
        deaddrop.url(),
        "health.units = \"decide\"",
        "health.ignore_units = [\"smartd.service\", \"backup@*\"]");
    assertThat(node.run("health").out()).contains("healthy: units: none has failed");
  }

  @Test
  void aFullDiskDecides() {
    node.configure(deaddrop.url(), "health.min_free_disk = 1048576", "health.patience = \"5s\"");
    Ended asked = node.run("health");
    assertThat(asked.exitCode()).isEqualTo(7);
    assertThat(asked.out()).contains("NOT HEALTHY: disk: expected at least 1048576 MiB free on");
  }

  @Test
  void whatIsSwitchedOffIsNotLookedAt() {
    everythingFails();
    deaddrop.forgetRequests();
    node.configure(
        deaddrop.url(),
        "[health]",
        "disk = \"off\"",
        "units = \"off\"",
        "network = \"off\"",
        "deaddrop = \"off\"",
        "temperature = \"off\"");
    assertThat(node.run("health").out()).isEmpty();
    assertThat(deaddrop.requests()).isEmpty();
  }

  /** They talk, and all is well: that is no reason to give a release up. */
  @Test
  void checksThatPrintALotAreHeardToTheEnd() {
    for (int i = 0; i < 40; i++) {
      node.healthCheck("check-" + i, "#!/bin/sh\nseq 100000; printf 'ö%.0s' $(seq 300)");
    }
    node.healthCheck("last", "#!/bin/sh\nseq 100000; echo the end; exit 3");
    Ended asked = node.run("health", "--json");
    assertThat(asked.exitCode()).isEqualTo(7);
    assertThat(asked.out().getBytes(UTF_8)).hasSizeLessThan(Json.MAX_BYTES);
    assertThat(asked.out()).contains("the end");
    node.healthCheck("last", "#!/bin/sh\nexit 0\n");
    node.run("run");
    node.boot();
    Ended judged = node.run("commit");
    assertThat(judged.exitCode()).as(judged.err()).isZero();
  }

  @Test
  void settingsThatCannotBeReadLeaveTheOperatorsChecks() {
    node.healthCheck("10-good", "#!/bin/sh\necho fine\n");
    node.configure(deaddrop.url(), "health.disk = \"maybe\"");
    Ended asked = node.run("health");
    assertThat(asked.out()).isEqualTo("healthy: 10-good: exit status 0: fine\n");
    assertThat(asked.err()).contains("its own checks are left out: unknown weight");
  }

  private void everythingFails() {
    node.disk().failedUnits(0, FAILED);
    node.write("proc/net/route", "Iface\n".getBytes(US_ASCII));
    node.write("sys/class/thermal/thermal_zone0/temp", "95000\n".getBytes(US_ASCII));
    deaddrop.remove(TestDeaddrop.LATEST);
  }
}
