package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** A team of three that publishes, and a node that follows it, one release behind. */
abstract class TrustScenario {

  @TempDir Path directory;

  PublishingMachine team;
  TestDeaddrop web;
  FakeNode node;

  @BeforeEach
  final void start() throws IOException {
    team = PublishingMachine.ofTheTeam(directory.resolve("team"));
    web = new TestDeaddrop();
    team.upload(web);
    node = newNode("node");
    takes(firstRelease());
  }

  @AfterEach
  final void stop() {
    web.close();
  }

  /** The version that the team has released at the beginning. */
  static String firstRelease() {
    return "20261121-120000";
  }

  /** A node with the team's present root in its image. */
  final FakeNode newNode(String name) throws IOException {
    TestRepository image = new TestRepository();
    FakeNode made =
        new FakeNode(
            Files.createDirectory(directory.resolve(name)),
            image,
            TestRelease.of(image, "20261121-090000"));
    made.write("etc/node-agent/root.json", team.root());
    made.configure(web.url());
    return made;
  }

  /** The node takes what is offered, boots it and commits it. */
  final void takes(String version) throws IOException {
    takes(node, version);
  }

  final void takes(FakeNode which, String version) throws IOException {
    which.clock(team.now());
    Ended applied = which.run("apply");
    assertThat(applied.exitCode()).as(applied.err()).isZero();
    Slot slot = which.boot();
    Ended committed = which.run("commit");
    assertThat(committed.exitCode()).as(committed.err()).isZero();
    assertThat(which.bootState()).isEqualTo(BootState.committed(slot));
    assertThat(version(which, slot)).isEqualTo(version);
  }

  /**
   * The node refuses what is offered as untrusted: it asks for nothing of a release beyond the
   * manifest, and its slots stay as they were.
   *
   * @return what it said
   */
  final String refuses() {
    node.clock(team.now());
    web.forgetRequests();
    Map<String, String> before = releases();
    Ended applied = node.run("apply");
    assertThat(applied.exitCode()).as(applied.out() + applied.err()).isEqualTo(4);
    assertThat(releases()).isEqualTo(before);
    assertThat(web.requests()).noneMatch(name -> name.matches("os/.*\\.(tar|chunks)"));
    return applied.err();
  }

  /** Puts up a channel document with this number that somebody has signed, and points at it. */
  final void offers(MinisignSecretKey signer, byte[] document, long seq) {
    web.put(channelDocument(seq), document);
    web.put(
        DeaddropNames.signature(channelDocument(seq)), signer.sign(document, "by whoever has it"));
    web.put(TestDeaddrop.LATEST, (seq + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** A published channel document, with another number in it. */
  final byte[] renumbered(long published, long seq) {
    String text = new String(web.get(channelDocument(published)), StandardCharsets.UTF_8);
    String other = text.replace("\"seq\" : " + published + ",", "\"seq\" : " + seq + ",");
    assertThat(other).isNotEqualTo(text);
    return other.getBytes(StandardCharsets.UTF_8);
  }

  private static String channelDocument(long seq) {
    return TestDeaddrop.LATEST.replaceFirst("latest$", seq + ".json");
  }

  /** What both slots hold, but for the roots that the node keeps there. */
  private Map<String, String> releases() {
    Map<String, String> all = new TreeMap<>();
    for (Slot slot : Slot.values()) {
      node.content(slot).forEach((name, hash) -> all.put(slot + " " + name, hash));
    }
    all.keySet().removeIf(name -> name.contains(" root/"));
    return all;
  }

  private static String version(FakeNode which, Slot slot) throws IOException {
    Path manifest = which.slot(slot).resolve("manifest.json");
    return ManifestCodec.read(Files.readAllBytes(manifest), "manifest").version().value();
  }
}
