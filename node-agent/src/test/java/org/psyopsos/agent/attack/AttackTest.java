package org.psyopsos.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.SlotFiles;

/**
 * Each folder of attacks against the real agent: it ends with the reason that the folder names,
 * nothing that was not signed has entered the slot, and with an honest server it goes on.
 */
class AttackTest {

  /** What lies in the kernel's and the client's buffers when a client hangs up. */
  private static final long BUFFERS = 12L << 20;

  /** A minute of a node's patience is two seconds here. */
  private static final HttpLimits SCALED =
      new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(2), 1 << 20);

  private final HonestWorld world = new HonestWorld();
  private HostileServer server;
  private AttackedNode attacked;

  static List<Attack> attacks() {
    return Attack.all();
  }

  @BeforeEach
  void start() throws IOException {
    server = new HostileServer();
    attacked = new AttackedNode(world, server);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    attacked.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void endsAsItsFolderSays(Attack attack) {
    AttackedNode.Unchanging unchanging = attacked.unchanging();
    Map<String, String> slot = attacked.targetSlot();
    begin(attack);

    Ended ended = attacked.run("apply");

    assertThat(ended.exitCode())
        .as(ended.err() + ended.out())
        .isEqualTo(attack.expected().exit().code());
    assertThat(attack.told()).allSatisfy(text -> assertThat(ended.err()).contains(text));
    assertThat(Target.furthest(server.requests()))
        .as(server.requests().toString())
        .isEqualTo(attack.expected().requested());
    assertThat(attacked.door().bytes())
        .as("bytes through the door")
        .isEqualTo(attack.expected().written());
    requireSlot(attack, slot);
    requireHarmlessText(ended);
    assertThat(reasonInStatus()).isEqualTo(Optional.ofNullable(attack.expected().reason()));
    assertThat(server.longestAnswer()).isLessThan(BUFFERS);
    if (attack.expected().exit() != ExitCode.OK) {
      assertThat(attacked.unchanging()).isEqualTo(unchanging);
      assertThat(attacked.node().rebootAsked()).isFalse();
      assertThat(attacked.node().disk().mounts()).hasSize(1);
      requireRecovery();
    }
  }

  /** Why the last run distrusted what it got, as a program reads it. */
  private Optional<Untrusted.Reason> reasonInStatus() {
    byte[] status = attacked.run("status", "--json").out().getBytes(StandardCharsets.UTF_8);
    return Json.read(
            status,
            "status",
            json ->
                json.object(
                    "lastRun",
                    run -> run.optionalObject("refusal", refusal -> refusal.text("reason"))))
        .map(reason -> Untrusted.Reason.valueOf(reason.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  private void begin(Attack attack) {
    if (attack.isSettled()) {
      assertThat(attacked.run("apply").exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
    }
    Map<String, byte[]> objects = new TreeMap<>(Fixtures.baseDeaddrop());
    objects.putAll(Fixtures.attackersObjects(attack.name()));
    server.serve(objects);
    attacked.replace(Fixtures.replacedOnNode(attack.name()));
    attacked.node().clock(new SteppingClock(attack.clock()));
    Target object = attack.expected().object();
    Misbehaviour misbehaviour = attack.expected().misbehaviour();
    if (object != null && misbehaviour != null) {
      server.misbehave(object.object(world), misbehaviour);
      attacked.node().limits(misbehaviour.isSlow() ? SCALED : HttpLimits.DEFAULT);
    }
  }

  private void requireSlot(Attack attack, Map<String, String> before) {
    switch (attack.expected().slot()) {
      case UNTOUCHED -> {
        assertThat(attacked.door().changes()).isEmpty();
        assertThat(attacked.targetSlot()).isEqualTo(before);
      }
      case BESIDE -> {
        Map<String, String> now = attacked.targetSlot();
        now.keySet().removeIf(name -> name.startsWith(SlotFiles.INCOMING));
        now.remove("");
        before.remove("");
        assertThat(now).isEqualTo(before);
        world.newest.manifest().files().forEach(this::requireOnlySignedBytes);
      }
      case STAGED ->
          assertThat(attacked.inTargetSlot(SlotFiles.MANIFEST))
              .contains(world.newest.signedManifest().bytes());
    }
  }

  /** What has arrived of a file is what was signed; where nothing has arrived yet are zeros. */
  private void requireOnlySignedBytes(Artifact file) {
    byte[] found =
        attacked.inTargetSlot(SlotFiles.INCOMING + "/" + file.path()).orElse(new byte[0]);
    int from = Math.toIntExact(file.offset());
    byte[] tarball = world.newest.tarball();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i] == 0 || found[i] == tarball[from + i]).as(file.path()).isTrue();
    }
  }

  /** Nothing that an attacker said reaches a terminal or begins a line of a journal. */
  private static void requireHarmlessText(Ended ended) {
    assertThat(ended.err().lines())
        .allSatisfy(
            line -> {
              assertThat(line).startsWith("node-agent: ").hasSizeLessThan(600);
              assertThat(line.codePoints().anyMatch(Character::isISOControl)).isFalse();
            });
    assertThat(ended.out().lines())
        .noneSatisfy(
            line -> assertThat(line.codePoints().anyMatch(Character::isISOControl)).isTrue());
  }

  /** The attack has left nothing behind that keeps the node from the honest release. */
  private void requireRecovery() {
    server.serve(Fixtures.baseDeaddrop());
    attacked.restore();
    attacked.node().limits(HttpLimits.DEFAULT);
    Ended ended = attacked.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(attacked.node().boot()).isEqualTo(Slot.A);
  }
}
