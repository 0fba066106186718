package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.psyopsos.builder.sign.MinisignSecretKey;

/** Somebody has the channel key and can write to the deaddrop. */
class StolenChannelKeyTest extends TrustScenario {

  private static final long FAR_AHEAD = 500_000;

  @Test
  void theThiefOffersGoodReleasesOnlyAndIsShutOutByTheNextRoot() throws IOException {
    team.later();
    team.run("tk mkimage os -s keys/release.key");
    team.run("tk deploy -s keys/channel.key");
    team.upload(web);
    MinisignSecretKey stolen =
        team.copiedByThief(directory.resolve("thief"), "channel").secretKey("channel");

    // Before: the thief can offer what the team has signed, and run the numbers up.
    offers(stolen, renumbered(2, FAR_AHEAD), FAR_AHEAD);
    takes("20261121-130000");
    team.later();
    team.run("tk mkimage os -s keys/release.key");
    team.run("tk deploy -s keys/channel.key");
    team.upload(web);
    assertThat(refuses()).contains("older than").contains(String.valueOf(FAR_AHEAD));

    // During: the team has changed the key, but the thief still holds the deaddrop.
    team.runDocumented("Stolen channel key", "");
    offers(stolen, renumbered(2, FAR_AHEAD + 1), FAR_AHEAD + 1);
    node.clock(team.now());
    assertThat(node.run("apply").exitCode()).as("nothing new").isEqualTo(3);

    // After: the deaddrop is the team's again.
    team.upload(web);
    takes("20261121-140000");
    offers(stolen, renumbered(2, FAR_AHEAD + 2), FAR_AHEAD + 2);
    assertThat(refuses())
        .contains("a key that may not sign for the role channel")
        .contains(team.keyId("channel2"))
        .contains(team.keyId("channel"));

    // And the team's next offer is followed as ever.
    team.later();
    team.run("tk mkimage os -s keys/release.key");
    team.run("tk deploy -s keys/channel2.key");
    team.upload(web);
    takes("20261121-150000");
  }
}
