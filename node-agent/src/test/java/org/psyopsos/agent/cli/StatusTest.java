package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.PublishedSchema;

/** What a node says of itself in each state, and that the JSON object is the published one. */
class StatusTest extends NodeFixture {

  private static final String V1 = "20261121-100000";
  private static final String V2 = "20261121-110000";

  @Test
  void aFreshNode() {
    assertThat(status())
        .contains("slot A       psyopsOS-A: " + V1 + ", " + v1.manifest().kernelVersion())
        .contains("slot B       psyopsOS-B: no complete release")
        .contains("efi          boot environment valid, generation ")
        .contains("last run     not since the last boot")
        .doesNotContain("next run", "wear", "repaired");
    whyIs("no-run", "nobody has looked for a new version since the last reboot");
  }

  @Test
  void aVersionThatWaitsForTheReboot() {
    node.run("run");
    long tarball = v2.manifest().tarball().size();
    assertThat(status())
        .contains("wear         last run: fetched " + tarball + ", reused ")
        .contains("wear         since " + FakeNode.NOW + ": fetched " + tarball + ", reused ")
        .contains(", written " + v2.manifest().contentSize() + ", skipped 0 bytes");
    whyIs("reboot-needed", V2 + " is ready in slot B and waits for a reboot, attempts left: 3");
  }

  @Test
  void aTrialThatRuns() {
    node.run("run");
    node.boot();
    assertThat(status())
        .contains("trial        " + V2 + " in slot B, 2 attempts left, running now");
    whyIs("trial-running", V2 + " is on trial: it has not been found healthy yet");
  }

  @Test
  void aCommittedVersionAndTheRunAfterIt() {
    node.run("run");
    node.boot();
    node.run("commit");
    whyIs("no-run", "nobody has looked for a new version since the last reboot");
    node.run("run");
    whyIs("up-to-date", V2 + " runs, and is what the channel offers");
    node.run("run");
    whyIs("unchanged", "nothing new: " + V2 + " runs, and is what the channel offers");
  }

  @Test
  void aVersionThatFailed() {
    node.run("run");
    node.boot();
    node.healthCheck("20-bad", "#!/bin/sh\nexit 1\n");
    node.run("commit");
    node.boot();
    assertThat(status()).contains("last failed  " + V2 + ": a health check failed");
    whyIs("known-bad", V2 + " was tried and has failed here");
    node.run("run");
    whyIs("known-bad", V2 + " has failed here; waiting for a newer version");
    node.run("run");
    whyIs("unchanged", "nothing new: " + V2 + " has failed here; waiting for a newer version");
  }

  @Test
  void aSlotThatWasChosenInTheMenu() throws IOException {
    node.install(Slot.B, v2);
    node.bootByMenu(Slot.B);
    assertThat(status()).contains("warning      slot B runs although slot A is committed");
    whyIs("not-committed", "slot B runs, but slot A is committed");
  }

  @Test
  void anOfferThatIsRefusedIsToldWithWhatWasCompared() {
    node.clock(FakeNode.NOW.plus(Duration.ofDays(3650)));
    node.run("run");
    assertThat(status()).contains("refused, expired: ");
    whyIs("expired", "the document has expired: ", "; expected a time before ", ", found 2036-");
  }

  @Test
  void aDeaddropThatDoesNotAnswer() {
    deaddrop.close();
    node.run("run");
    assertThat(node.run("status", "--json").out()).contains("\"unreachable\" : 1");
    whyIs("unreachable", "does not answer");
  }

  @Test
  void repairsAreRemembered() throws IOException {
    node.run("commit");
    Path copies = node.efiDirectory().resolve(BootControl.DIRECTORY);
    try (var files = Files.list(copies)) {
      for (Path copy : files.toList()) {
        Files.write(copy, new byte[(int) Files.size(copy)]);
      }
    }
    node.disk().breakFileSystem(FakeNode.device(Slot.B), false);
    assertThat(status())
        .contains("efi          no boot environment", "warning      no copy of the boot");
    node.run("run");
    assertThat(status())
        .contains("repaired     " + FakeNode.NOW + " boot environment mended: ")
        .contains("repaired     " + FakeNode.NOW + " slot B got a new file system");
  }

  @Test
  void oneDamagedCopyIsMendedAtOnceAndTheOtherCounts() throws IOException {
    Path copy = node.efiDirectory().resolve(BootControl.DIRECTORY).resolve("env.b");
    BootState before = node.bootState();
    Files.write(copy, new byte[512]);
    String warning = "boot environment damaged: env.b: 512 bytes instead of 1024";
    assertThat(status()).contains("warning      " + warning);
    node.run("commit");
    assertThat(new BootControl(node.efiDirectory()).damaged()).isEmpty();
    assertThat(node.bootState()).isEqualTo(before);
    assertThat(status())
        .doesNotContain(warning)
        .contains("boot environment mended: env.b: 512 bytes instead of 1024");
  }

  @Test
  void allRunsAreAddedUp() {
    node.run("run");
    node.run("run");
    deaddrop.close();
    node.run("run");
    assertThat(node.run("status", "--json").out())
        .contains("\"well\" : 2", "\"unreachable\" : 1", "\"lastWell\" : \"" + FakeNode.NOW + "\"")
        .contains("\"fetched\" : " + v2.manifest().tarball().size());
  }

  @Test
  void theNextRunIsWhatSystemdSays() {
    node.disk()
        .timers(
            "[{\"next\":1795348800000000,\"left\":1,\"last\":null,\"unit\":\"node-agent.timer\"}]");
    assertThat(status()).contains("next run     2026-11-22T12:00:00Z");
    for (String other : List.of("", "no timers", "[]", "{}", "[{\"next\":null}]")) {
      node.disk().timers(other);
      assertThat(status()).doesNotContain("next run");
    }
  }

  @Test
  void theSchemaIsNotVacuous() {
    String json = node.run("status", "--json").out();
    assertThat(complaints(json.replace("\"repairs\"", "\"repaired\""))).isNotEmpty();
    assertThat(complaints(json.replace("\"booted\"", "\"secret\" : 1, \"booted\""))).isNotEmpty();
  }

  /** The lines for people; the object must fit the schema in every state that is looked at. */
  private String status() {
    assertThat(complaints(node.run("status", "--json").out())).isEmpty();
    Ended ended = node.run("status");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSizeLessThan(24);
    return ended.out();
  }

  private void whyIs(String reason, String... told) {
    Ended ended = node.run("why");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(1);
    assertThat(ended.out()).startsWith("not updating because ").contains(told);
    assertThat(node.run("why", "--json").out()).contains("\"reason\" : \"" + reason + "\"");
    assertThat(status()).contains(ended.out().strip());
  }

  private static List<String> complaints(String json) {
    return new PublishedSchema("status").complaints(json.getBytes(UTF_8));
  }
}
