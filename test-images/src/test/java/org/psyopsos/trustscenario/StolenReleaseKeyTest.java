package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Somebody has the release key, and gets what it signs offered. */
class StolenReleaseKeyTest extends TrustScenario {

  private static final String EVIL = "20261121-130000";

  @Test
  void aReleaseOfTheStolenKeyIsRefusedAfterTheNextRoot() throws IOException {
    team.later();
    PublishingMachine thief = team.copiedByThief(directory.resolve("thief"), "release");
    Files.writeString(thief.file("artifacts/initramfs"), "070701" + "6".repeat(104));
    thief.run("tk mkimage os -s keys/release.key");

    // Without the channel key no node is offered it.
    assertThat(thief.refused("tk deploy -s keys/release.key"))
        .contains("does not list it in the role channel");

    // Before: should the channel offer it, a node would take it.
    PublishingMachine accomplice = withChannelKey(thief);
    accomplice.run("tk deploy -s keys/channel.key");
    accomplice.upload(web);
    node.clock(team.now());
    assertThat(node.run("check").out()).contains(EVIL);

    // During: a new key, and what is offered made anew by it.
    team.later();
    team.runDocumented("Stolen release key", "");
    assertThat(team.refused("tk deploy -s keys/channel.key --release " + firstRelease()))
        .contains("a key that may not sign for the role release");
    putRootsOf(team);

    // After: the same offer is refused, and not a byte of it is asked for.
    assertThat(refuses())
        .contains("a key that may not sign for the role release")
        .contains(team.keyId("release2"))
        .contains(team.keyId("release"));
    assertThat(web.requests()).anyMatch(name -> name.endsWith(EVIL + ".manifest.json"));

    web.remove("os/psyopsOS.x86_64." + EVIL + ".manifest.json");
    team.upload(web);
    takes("20261121-140000");
  }

  private PublishingMachine withChannelKey(PublishingMachine thief) throws IOException {
    Files.copy(team.file("keys/channel.key"), thief.file("keys/channel.key"));
    return thief;
  }

  /** The new root reaches the web first, while the evil offer is still there. */
  private void putRootsOf(PublishingMachine machine) throws IOException {
    try (var files = Files.list(machine.file("deaddrop/root"))) {
      for (Path file : files.toList()) {
        web.put("root/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }
}
