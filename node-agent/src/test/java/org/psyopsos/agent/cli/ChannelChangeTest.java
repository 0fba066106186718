package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** A node that has followed one channel is told to follow another, which has numbers of its own. */
class ChannelChangeTest extends NodeFixture {

  private static final String BETA = "beta";

  private final TestRelease v3 = TestRelease.of(repository, "20261121-120000");

  @BeforeEach
  void followStable() {
    deaddrop.publish(repository, v2, 40);
    updatesTo(v2);
  }

  @Test
  void aChannelWithLowerNumbersIsFollowed() {
    follow(BETA);
    offerBeta(v3, 3);

    updatesTo(v3);
  }

  @Test
  void theSameNumberInAnotherChannelIsAnotherDocument() {
    follow(BETA);
    offerBeta(v3, 40);

    updatesTo(v3);
  }

  @Test
  void theNewChannelHasAFloorAsSoonAsSomethingOfItIsCommitted() {
    follow(BETA);
    offerBeta(v3, 3);
    updatesTo(v3);
    offerBeta(v3, 2);

    Ended ended = node.run("apply");

    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNTRUSTED.code());
    assertThat(ended.err()).contains("expected sequence number 3 or more");
  }

  @Test
  void anotherChannelDoesNotBringBackAnOlderRelease() {
    follow(BETA);
    offerBeta(v1, 50);

    assertThat(node.run("apply", "--json").out()).contains("\"older\"");
    assertThat(node.bootState().trial()).isEmpty();
  }

  private void follow(String channel) {
    String settings =
        """
        deaddrop = "%s"
        repo = "%s"
        channel = "%s"
        platform = "%s"
        """
            .formatted(deaddrop.url(), TestRepository.REPO, channel, TestRepository.PLATFORM.id());
    node.write("etc/node-agent/node-agent.toml", settings.getBytes(StandardCharsets.UTF_8));
  }

  private void offerBeta(TestRelease release, long seq) {
    deaddrop.publish(release);
    deaddrop.put(
        repository.sign(
            new ChannelDocument(
                Addressee.all(TestRepository.REPO, BETA, TestRepository.PLATFORM),
                seq,
                TestRepository.ISSUED,
                TestRepository.EXPIRES,
                TestRepository.reference(release),
                List.of(),
                Optional.empty(),
                0,
                false,
                List.of())));
    deaddrop.put(
        DeaddropNames.channelLatest(BETA, TestRepository.PLATFORM),
        (seq + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
