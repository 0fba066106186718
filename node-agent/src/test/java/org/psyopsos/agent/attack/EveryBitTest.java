package org.psyopsos.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;

/**
 * No bit of what is signed can be flipped: the verifier is given each one, the real agent every
 * hundredth. Only the text of the untrusted comment may change, as its name says.
 */
class EveryBitTest {

  /** A prime, so that all places in a line and in a byte have their turn. */
  private static final int STEP = 101;

  private final HonestWorld world = new HonestWorld();

  /** A signed document of the newest release, and who must have signed it. */
  private enum Signed {
    OFFER(Role.CHANNEL, Target.OFFER, Target.OFFER_SIGNATURE),
    MANIFEST(Role.RELEASE, Target.MANIFEST, Target.MANIFEST_SIGNATURE);

    private final Role role;
    private final Target document;
    private final Target signature;

    Signed(Role role, Target document, Target signature) {
      this.role = role;
      this.document = document;
      this.signature = signature;
    }
  }

  @ParameterizedTest
  @EnumSource
  void countsForTheVerifier(Signed signed) {
    byte[] document = honest(signed.document);
    byte[] signature = honest(signed.signature);
    verify(signed.role, document, signature);
    for (int bit = 0; bit < 8 * document.length; bit++) {
      requireRefused(signed.role, flipped(document, bit), signature);
    }
    for (int bit = firstSigned(signature); bit < 8 * signature.length; bit++) {
      requireRefused(signed.role, document, flipped(signature, bit));
    }
  }

  @ParameterizedTest
  @EnumSource
  void countsForTheAgent(Signed signed) throws IOException {
    try (HostileServer server = new HostileServer();
        AttackedNode attacked = new AttackedNode(world, server)) {
      Map<String, String> slot = attacked.targetSlot();
      for (Target target : List.of(signed.document, signed.signature)) {
        byte[] honest = honest(target);
        int first = target == signed.signature ? firstSigned(honest) : 0;
        for (int bit = first; bit < 8 * honest.length; bit += STEP) {
          Map<String, byte[]> objects = new TreeMap<>(Fixtures.baseDeaddrop());
          objects.put(target.object(world), flipped(honest, bit));
          server.serve(objects);
          Ended ended = attacked.run("apply");
          assertThat(ended.exitCode())
              .as("bit " + bit + ": " + ended.err())
              .isEqualTo(ExitCode.UNTRUSTED.code());
          assertThat(Target.furthest(server.requests())).isEqualTo(signed.signature);
        }
      }
      assertThat(attacked.door().bytes()).isZero();
      assertThat(attacked.door().changes()).isEmpty();
      assertThat(attacked.targetSlot()).isEqualTo(slot);
    }
  }

  private void requireRefused(Role role, byte[] document, byte[] signature) {
    assertThatExceptionOfType(Untrusted.class).isThrownBy(() -> verify(role, document, signature));
  }

  private void verify(Role role, byte[] document, byte[] signature) {
    world.repository.root().verify(role, new SignedDocument("document", document, signature));
  }

  private byte[] honest(Target target) {
    return Fixtures.baseDeaddrop().get(target.object(world));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  /** The first bit behind the text of the untrusted comment. */
  private static int firstSigned(byte[] signature) {
    return 8 * new String(signature, StandardCharsets.US_ASCII).indexOf('\n');
  }
}
