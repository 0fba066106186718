package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode;

/** Cem's root key is gone; two of three remain. */
class LostRootKeyTest extends TrustScenario {

  @Test
  void twoOfThreeReplaceItAndNodesFollowEvenThoseThatSleptLong() throws IOException {
    FakeNode sleeper = newNode("sleeper");
    String lost = team.keyId("cem");

    // Before: one key alone changes nothing.
    PublishingMachine finder = team.copiedByThief(directory.resolve("finder"), "cem");
    finder.run("tk keygen --name own");
    finder.run("tk trust rotate --root-key keys/own.pub --root-threshold 1 -s keys/cem.key");
    assertThat(finder.refused("tk trust sign keys/root-2.proposal.json -s keys/cem.key"))
        .contains("signed already");
    finder.run("tk trust sign keys/root-2.proposal.json -s keys/own.key");
    assertThat(finder.refused("tk trust install keys/root-2.proposal.json"))
        .contains("too few signatures for the role root");

    // During: half signed, nothing has changed, and publishing goes on.
    team.later();
    team.run("tk mkimage os -s keys/release.key");
    team.run("tk deploy -s keys/channel.key");
    team.upload(web);
    takes("20261121-130000");

    // After: the root that Ann and Ben made counts, and the lost key does not.
    team.runDocumented("Lost root key", lost);
    team.upload(web);
    assertThat(team.keyId("cem2")).isNotEqualTo(lost);
    node.clock(team.now());
    assertThat(node.run("apply").exitCode()).isEqualTo(3);
    team.run("tk trust rotate --channel-threshold 1 --add-channel-key keys/cem2.pub");
    assertThat(team.refused("tk trust sign keys/root-3.proposal.json -s keys/cem.key"))
        .contains("in neither the old nor the new one");
    team.run("tk trust sign keys/root-3.proposal.json -s keys/cem2.key");
    team.run("tk trust sign keys/root-3.proposal.json -s keys/ben.key");

    // A node that slept through three changes takes them one by one.
    team.run("tk trust rotate --release-key keys/ann.pub -s keys/ann.key -s keys/cem2.key");
    team.later();
    team.run("tk mkimage os -s keys/ann.key");
    team.run("tk deploy -s keys/cem2.key");
    team.upload(web);
    web.forgetRequests();
    takes(sleeper, "20261121-140000");
    assertThat(web.requests())
        .containsSubsequence(
            "root/2.json",
            "root/3.json",
            "root/4.json",
            "root/5.json",
            "os/psyopsOS.x86_64.20261121-140000.tar");
    takes("20261121-140000");
  }
}
