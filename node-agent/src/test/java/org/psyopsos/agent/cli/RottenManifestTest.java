package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRoots;
import org.psyopsos.trust.TrustRoot;

/** The manifest of a slot is damaged; what the slot keeps beside it still counts. */
class RottenManifestTest extends NodeFixture {

  @BeforeEach
  void offerFarAhead() {
    deaddrop.publish(repository, v2, 40);
  }

  @Test
  void theFloorOfTheRunningSlotStays() throws IOException {
    update();
    rot(Slot.B, SlotFiles.MANIFEST);
    deaddrop.publish(repository, v1, 1);

    Ended ended = node.run("apply");

    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNTRUSTED.code());
    assertThat(ended.err()).contains("expected sequence number 40 or more");
  }

  @Test
  void noReleaseIsTakenThatIsOlderThanWhatBroughtTheRunningOne() throws IOException {
    update();
    rot(Slot.B, SlotFiles.MANIFEST);
    deaddrop.publish(repository, v1, 41);

    assertThat(node.run("apply", "--json").out()).contains("\"older\"");
    assertThat(node.bootState().trial()).isEmpty();
  }

  @Test
  void theSameReleaseIsInstalledBesideIt() throws IOException {
    update();
    rot(Slot.B, SlotFiles.MANIFEST);

    update();

    assertThat(node.bootState().committed()).isEqualTo(Slot.A);
    assertThat(node.run("apply", "--json").out()).contains("\"up-to-date\"");
  }

  @Test
  void aSlotThatIsNotCompleteKeepsItsRootsWhateverItsChannelDocument() throws IOException {
    TestKey next = new TestKey("the next channel key");
    TestRoots roots = new TestRoots().with(root(next), repository.rootKey);
    roots.objects.forEach(deaddrop::put);
    assertThat(node.run("apply").err()).contains("may not sign for the role channel");
    roots.objects.keySet().forEach(deaddrop::remove);
    rot(Slot.B, SlotFiles.CHANNEL);

    assertThat(node.run("apply").err()).contains("may not sign for the role channel");
  }

  private TrustRoot root(TestKey channelKey) {
    return repository.root(2, TestRoots.keys(1, repository.rootKey), TestRoots.keys(1, channelKey));
  }

  private void rot(Slot slot, String name) throws IOException {
    Files.write(node.slot(slot).resolve(name), new byte[] {'{'});
  }

  private void update() {
    Ended applied = node.run("apply");
    assertThat(applied.exitCode()).as(applied.err() + applied.out()).isZero();
    node.boot();
    assertThat(node.run("commit").exitCode()).isZero();
  }
}
