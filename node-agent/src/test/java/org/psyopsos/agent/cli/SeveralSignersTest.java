package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRoots;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** Two of three people sign what the channel offers, not always the same two. */
class SeveralSignersTest extends NodeFixture {

  private final TestRelease v3 = TestRelease.of(repository, "20261121-120000");
  private final TestKey second = new TestKey("second channel key");
  private final TestKey third = new TestKey("third channel key");

  @BeforeEach
  void askForTwo() {
    TrustRoot root =
        repository.root(
            2,
            TestRoots.keys(1, repository.rootKey),
            TestRoots.keys(2, repository.channelKey, second, third));
    new TestRoots().with(root, repository.rootKey).objects.forEach(deaddrop::put);
  }

  @Test
  void aReleaseThatLiesReadyIsOfferedAgainByOthers() {
    offer(v2, 5, second);
    assertThat(node.run("apply", "--no-flip").exitCode()).isZero();
    assertThat(node.content(Slot.B)).containsKey(kept(second));

    offer(v2, 6, third);
    keeps(v2);
    assertThat(node.content(Slot.B)).containsKey(kept(third)).doesNotContainKey(kept(second));

    offer(v3, 7, third);
    keeps(v3);
  }

  private static String kept(TestKey cosigner) {
    return DeaddropNames.cosignature("channel.json", cosigner.publicKey().id());
  }

  private void offer(TestRelease release, long seq, TestKey cosigner) {
    deaddrop.publish(release);
    SignedDocument signed = repository.sign(repository.channel(release, seq));
    deaddrop.put(signed);
    deaddrop.put(
        DeaddropNames.cosignature(signed.name(), cosigner.publicKey().id()),
        cosigner.sign(signed.bytes(), "a test"));
    deaddrop.put(TestDeaddrop.LATEST, (seq + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void keeps(TestRelease release) {
    updatesTo(release);
    assertThat(node.run("status").out()).contains(release.manifest().version().value());
  }
}
