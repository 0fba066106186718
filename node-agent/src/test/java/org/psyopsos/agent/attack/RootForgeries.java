package org.psyopsos.agent.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.signature.KeyId;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** Root documents that must not follow the one that the node trusts. */
final class RootForgeries {

  private static final int NEXT = 2;
  private static final String NAME = DeaddropNames.root(NEXT);

  private final TestKey old;
  private final TestKey attackers = new TestKey("the attacker's root key");
  private final TrustRoot honest;

  RootForgeries(HonestWorld world) {
    this.old = world.repository.rootKey;
    this.honest = world.repository.root();
  }

  void addTo(Fixtures fixtures) {
    byte[] next = document(json -> {});
    byte[] flipped = Forgery.flip(next, next.length / 2);
    Map<String, byte[]> bit = signed(next, old);
    bit.put(NAME, flipped);
    fixtures.deaddrop("root-bit", bit);
    Map<String, byte[]> signatureBit = signed(next, old);
    signatureBit.computeIfPresent(
        signatureName(old), (name, signature) -> Forgery.flipSignature(signature, 40));
    fixtures.deaddrop("root-signature-bit", signatureBit);
    fixtures.deaddrop("root-by-new-keys-alone", signed(takenOver(), attackers));
    fixtures.deaddrop("root-by-old-keys-alone", signed(takenOver(), old));
    fixtures.deaddrop("root-leaves-one-out", signed(document(j -> j.put("version", 3)), old));
    fixtures.deaddrop("root-version-again", signed(document(j -> j.put("version", 1)), old));
    fixtures.deaddrop(
        "root-for-another-repo", signed(document(j -> j.put("repo", "other-repo")), old));
    fixtures.deaddrop("root-unknown-field", signed(document(j -> j.put("expires", "never")), old));
    byte[] neutral =
        JsonText.edit(
            next,
            honest.keys(Role.CHANNEL).keys().get(0).base64(),
            Forgery.smallOrderKey(new KeyId("0000000000000002")));
    fixtures.deaddrop("root-rotated-to-small-order-key", signed(neutral, old));
  }

  /** The root that the attacker would like: his keys in every role. */
  private byte[] takenOver() {
    RoleKeys keys = new RoleKeys(List.of(attackers.publicKey()), 1);
    return TrustRootCodec.write(
        new TrustRoot(
            TestRepository.REPO,
            NEXT,
            Map.of(Role.ROOT, keys, Role.RELEASE, keys, Role.CHANNEL, keys)));
  }

  /** The next version with the same keys, changed. */
  private byte[] document(Consumer<ObjectNode> change) {
    ObjectNode json = JsonText.read(TrustRootCodec.write(honest));
    json.put("version", NEXT);
    change.accept(json);
    return JsonText.write(json);
  }

  private static Map<String, byte[]> signed(byte[] document, TestKey signer) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    objects.put(NAME, document);
    objects.put(signatureName(signer), signer.sign(document, "a test"));
    return objects;
  }

  private static String signatureName(TestKey signer) {
    return DeaddropNames.rootSignature(NEXT, signer.publicKey().id());
  }
}
