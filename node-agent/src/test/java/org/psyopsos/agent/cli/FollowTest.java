package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.testing.TestRoots;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** Whom a node believes, for how long, and which of a channel's releases it takes. */
class FollowTest extends NodeFixture {

  private static final String NODE = "roof-7";
  private static final String NODE_LATEST =
      DeaddropNames.nodeLatest(TestRepository.CHANNEL, TestRepository.PLATFORM, NODE);

  private static final long FAR = 999_999_999_999_999_999L;

  private final TestKey newChannelKey = new TestKey("the next channel key");
  private final TestRelease v3 = TestRelease.of(repository, "20261121-113000");

  @Test
  void aNodeThatSleptThroughThreeRotationsCatchesUpOneByOne() {
    TestRoots roots = new TestRoots();
    TestKey[] signers = {repository.rootKey, new TestKey("root 2"), new TestKey("root 3")};
    roots.with(root(2, signers[1], repository.channelKey), signers[0], signers[1]);
    roots.with(root(3, signers[2], repository.channelKey), signers[1], signers[2]);
    roots.with(root(4, signers[2], newChannelKey), signers[2]);
    roots.objects.forEach(deaddrop::put);

    refused("unknown-key", "may not sign for the role channel");
    offer(newChannelKey, repository.channel(v2, 3));
    updatesTo(v2);
    assertThat(node.content(Slot.B)).containsKeys("root/2.json", "root/3.json", "root/4.json");
  }

  @Test
  void aRevokedKeyIsNotBelievedAgainWhenTheDeaddropForgetsTheNewRoot() {
    SignedDocument oldOffer = repository.sign(repository.channel(v2, 2));
    TestRoots roots = new TestRoots();
    roots.with(root(2, repository.rootKey, newChannelKey), repository.rootKey);
    roots.objects.forEach(deaddrop::put);
    refused("unknown-key", "may not sign for the role channel");

    roots.objects.keySet().forEach(deaddrop::remove);
    deaddrop.put(oldOffer);
    node.boot();
    refused("unknown-key", "may not sign for the role channel");
    offer(newChannelKey, repository.channel(v2, 3));
    updatesTo(v2);
    offer(newChannelKey, repository.channel(v3, 4));
    deaddrop.publish(v3);
    updatesTo(v3);
    deaddrop.put(repository.sign(repository.channel(v3, 5)));
    deaddrop.put(TestDeaddrop.LATEST, "5\n".getBytes(StandardCharsets.US_ASCII));
    refused("unknown-key", "may not sign for the role channel");
  }

  @Test
  void aRootThatLeavesOneOutIsRefused() {
    TestRoots roots = new TestRoots();
    byte[] third =
        org.psyopsos.trust.TrustRootCodec.write(root(3, repository.rootKey, newChannelKey));
    roots.with(2, third, repository.rootKey);
    roots.objects.forEach(deaddrop::put);
    refused("wrong-release", "another version");
  }

  /** With a stolen key one can count as high as one likes; that must not bind honest signers. */
  @Test
  void floorsAndTimesThatAStolenKeySetEndWithTheKey() {
    ChannelDocument far =
        document(repository.channel(v2, 2).addressee(), v2, FAR, List.of(), List.of());
    Instant muchLater = TestRepository.ISSUED.plus(Duration.ofDays(365_000));
    offer(
        repository.channelKey,
        new ChannelDocument(
            far.addressee(),
            far.seq(),
            muchLater,
            muchLater.plus(Duration.ofDays(1)),
            far.release(),
            List.of(),
            Optional.empty(),
            FAR,
            false,
            List.of()));
    updatesTo(v2);
    deaddrop.publish(repository, v3, 3);
    refused("rollback", "expected sequence number " + FAR);

    TestRoots roots = new TestRoots();
    roots.with(root(2, repository.rootKey, newChannelKey), repository.rootKey);
    roots.objects.forEach(deaddrop::put);
    offer(newChannelKey, repository.channel(v3, 3));
    updatesTo(v3);
  }

  @Test
  void oneOfTwoSignaturesIsNotEnough() {
    TestKey second = new TestKey("second channel key");
    RoleKeys both = TestRoots.keys(2, repository.channelKey, second);
    TrustRoot root = repository.root(2, TestRoots.keys(1, repository.rootKey), both);
    new TestRoots().with(root, repository.rootKey).objects.forEach(deaddrop::put);
    refused("unknown-key", "too few signatures for the role channel");

    SignedDocument offered = repository.sign(repository.channel(v2, 2));
    deaddrop.put(
        DeaddropNames.cosignature(offered.name(), second.publicKey().id()),
        second.sign(offered.bytes(), "a test"));
    updatesTo(v2);
    assertThat(node.run("status").exitCode()).isZero();
    deaddrop.publish(repository, v2, 1);
    refused("unknown-key", "too few");
  }

  @Test
  void aStopComesFirst() {
    deaddrop.publish(v3);
    offer(
        repository.channelKey,
        document(repository.channel(v3, 3).addressee(), v3, 3, List.of(v2), List.of()));
    updatesTo(v2);
    updatesTo(v3);
  }

  @Test
  void aDocumentForThisNodeComesBeforeTheChannels() {
    node.configure(deaddrop.url(), "node = \"" + NODE + "\"");
    deaddrop.publish(v3);
    offerTo(NODE, v3, 3);
    updatesTo(v3);
    deaddrop.forgetRequests();
    assertThat(node.run("apply", "--json").out()).contains("up-to-date");
    assertThat(deaddrop.requests()).doesNotContain(TestDeaddrop.LATEST).contains(NODE_LATEST);
    deaddrop.forgetRequests();
    assertThat(node.run("apply", "--json").out()).contains("unchanged");
    assertThat(deaddrop.requests()).containsExactly(NODE_LATEST);
  }

  @Test
  void aNodeWithoutADocumentOfItsOwnFollowsTheChannel() {
    node.configure(deaddrop.url(), "node = \"" + NODE + "\"");
    updatesTo(v2);
  }

  @Test
  void aDocumentForAnotherNodeIsRefused() {
    node.configure(deaddrop.url(), "node = \"" + NODE + "\"");
    offerTo("cellar-1", v2, 3);
    ChannelDocument foreign = repository.channel(v2, 3);
    String here = DeaddropNames.channelFolder("stable", TestRepository.PLATFORM, Optional.of(NODE));
    deaddrop.put(
        repository.channelKey.signed(here + "3.json", ChannelDocumentCodec.write(foreign)));
    deaddrop.put(NODE_LATEST, "3\n".getBytes(StandardCharsets.US_ASCII));
    refused("wrong-node", "expected roof-7, found any");
    ChannelDocument cellar =
        document(addressee("cellar-1", List.of()), v2, 3, List.of(), List.of());
    deaddrop.put(repository.channelKey.signed(here + "3.json", ChannelDocumentCodec.write(cellar)));
    refused("wrong-node", "expected roof-7, found cellar-1");
    assertThat(deaddrop.requests()).noneMatch(name -> name.startsWith("os/"));
  }

  @Test
  void aDocumentForOtherHardwareIsRefused() {
    node.write(
        "sys/firmware/devicetree/base/compatible",
        "raspberrypi,3-model-b\0brcm,bcm2837\0".getBytes(StandardCharsets.US_ASCII));
    Addressee models =
        new Addressee(
            TestRepository.REPO,
            TestRepository.CHANNEL,
            TestRepository.PLATFORM,
            Optional.empty(),
            List.of("raspberrypi,4-model-b"));
    offer(repository.channelKey, document(models, v2, 3, List.of(), List.of()));
    refused("wrong-hardware", "expected raspberrypi,3-model-b, found raspberrypi,4-model-b");
    assertThat(deaddrop.requests()).noneMatch(name -> name.startsWith("os/"));
    node.configure(deaddrop.url(), "hardware = \"raspberrypi,4-model-b\"");
    updatesTo(v2);
  }

  @Test
  void aRecalledVersionThatWaitsForItsRebootIsNotBooted() {
    node.configure(deaddrop.url(), "reboot = \"never\"");
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.bootState().trial()).isPresent();
    offer(
        repository.channelKey,
        document(
            repository.channel(v2, 3).addressee(),
            v2,
            3,
            List.of(),
            List.of(v2.manifest().version())));
    assertThat(node.run("apply", "--json").out()).contains("recalled");
    assertThat(node.bootState().trial()).isEmpty();
    assertThat(node.boot()).isEqualTo(Slot.A);
  }

  @Test
  void aNodeSaysThatWhatItRunsIsRecalled() {
    ReleaseVersion running = v1.manifest().version();
    deaddrop.publish(v1);
    offer(
        repository.channelKey,
        document(repository.channel(v1, 3).addressee(), v1, 3, List.of(), List.of(running)));
    assertThat(node.run("apply", "--json").out()).contains("recalled");
    offer(
        repository.channelKey,
        document(repository.channel(v2, 4).addressee(), v2, 4, List.of(), List.of(running)));
    updatesTo(v2);
  }

  @Test
  void aClockThatNobodySetJudgesNothing() throws IOException {
    Files.delete(node.root().resolve("run/systemd/timesync/synchronized"));
    node.clock(TestRepository.EXPIRES.plus(Duration.ofDays(3650)));
    assertThat(node.run("status").out()).contains("the clock is not synchronised");
    updatesTo(v2);
  }

  @Test
  void aClockThatGoesOnWithoutPowerIsBelieved() throws IOException {
    Files.delete(node.root().resolve("run/systemd/timesync/synchronized"));
    node.write("sys/class/rtc/rtc0/hctosys", "1\n".getBytes(StandardCharsets.US_ASCII));
    node.clock(TestRepository.EXPIRES.plusSeconds(1));
    refused("expired", "expected a time before " + TestRepository.EXPIRES);
  }

  private void offerTo(String name, TestRelease release, long seq) {
    ChannelDocument document =
        document(addressee(name, List.of()), release, seq, List.of(), List.of());
    deaddrop.put(repository.sign(document));
    deaddrop.put(
        DeaddropNames.nodeLatest(TestRepository.CHANNEL, TestRepository.PLATFORM, name),
        (seq + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void offer(TestKey key, ChannelDocument document) {
    deaddrop.put(key.signed(document.name(), ChannelDocumentCodec.write(document)));
    deaddrop.put(TestDeaddrop.LATEST, (document.seq() + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static Addressee addressee(String name, List<String> hardware) {
    return new Addressee(
        TestRepository.REPO,
        TestRepository.CHANNEL,
        TestRepository.PLATFORM,
        Optional.of(name),
        hardware);
  }

  private static ChannelDocument document(
      Addressee addressee,
      TestRelease release,
      long seq,
      List<TestRelease> stops,
      List<ReleaseVersion> recalled) {
    return new ChannelDocument(
        addressee,
        seq,
        TestRepository.ISSUED,
        TestRepository.EXPIRES,
        TestRepository.reference(release),
        stops.stream().map(TestRepository::reference).toList(),
        Optional.empty(),
        0,
        false,
        recalled);
  }

  private TrustRoot root(int version, TestKey rootKey, TestKey channelKey) {
    return repository.root(version, TestRoots.keys(1, rootKey), TestRoots.keys(1, channelKey));
  }

  /** The reason and the values that were compared are told at once, and by {@code status}. */
  private void refused(String reason, String told) {
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.UNTRUSTED.code());
    assertThat(ended.err()).contains(told);
    assertThat(node.run("status").out()).contains("refused, " + reason + ": ").contains(told);
    assertThat(node.run("status", "--json").out()).contains("\"reason\" : \"" + reason + "\"");
  }
}
