package org.psyopsos.agent.attack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** Documents whose signatures are broken, missing, or made by the wrong key. */
final class SignatureForgeries {

  private static final String ROOT_JSON = "etc/node-agent/root.json";
  private static final KeyId SECOND = new KeyId("0000000000000002");

  /** Byte 40 of algorithm, key id and signature: in the middle of the signature. */
  private static final int IN_THE_SIGNATURE = 40;

  private final HonestWorld world;
  private final TestRepository repository;
  private final String offer;
  private final String signature;
  private final byte[] document;
  private final byte[] good;

  SignatureForgeries(HonestWorld world) {
    this.world = world;
    this.repository = world.repository;
    this.offer = Target.OFFER.object(world);
    this.signature = Target.OFFER_SIGNATURE.object(world);
    this.document = world.deaddrop().get(offer);
    this.good = world.deaddrop().get(signature);
  }

  void addTo(Fixtures fixtures) {
    broken(fixtures);
    byWrongKeys(fixtures);
    forged(fixtures);
    wrongRoots(fixtures);
  }

  private void broken(Fixtures fixtures) {
    fixtures.deaddrop("offer-bit", offer, Forgery.flip(document, document.length / 2));
    fixtures.deaddrop(
        "offer-signature-bit", signature, Forgery.flipSignature(good, IN_THE_SIGNATURE));
    fixtures.deaddrop(
        "offer-trusted-comment-edited",
        signature,
        JsonText.edit(good, "trusted comment: a test", "trusted comment: a best"));
    fixtures.deaddrop("offer-signature-garbage", signature, ascii("404 not found\n"));
    fixtures.deaddrop("offer-signature-huge", signature, new byte[13 << 10]);
    fixtures.deaddrop(
        "offer-signature-of-another",
        signature,
        world.deaddrop().get(DeaddropNames.signature(HonestWorld.offerName(5))));
    String manifest = Target.MANIFEST.object(world);
    byte[] bytes = world.deaddrop().get(manifest);
    fixtures.deaddrop("manifest-bit", manifest, Forgery.flip(bytes, bytes.length / 2));
    String beside = Target.MANIFEST_SIGNATURE.object(world);
    fixtures.deaddrop(
        "manifest-signature-bit",
        beside,
        Forgery.flipSignature(world.deaddrop().get(beside), IN_THE_SIGNATURE));
  }

  private void byWrongKeys(Fixtures fixtures) {
    TestKey stranger = new TestKey("stranger");
    fixtures.deaddrop("offer-foreign-key", HonestWorld.signed(stranger, offer, document));
    MinisignSignature foreign =
        MinisignSignature.parse(stranger.sign(document, "a test"), "the stranger's");
    fixtures.deaddrop(
        "offer-borrowed-key-id",
        signature,
        new MinisignSignature(
                repository.channelKey.publicKey().id(),
                foreign.signature(),
                foreign.trustedComment(),
                foreign.globalSignature())
            .fileBytes("a stranger's signature under the channel's key id"));
    fixtures.deaddrop(
        "offer-signed-by-release-key", HonestWorld.signed(repository.releaseKey, offer, document));
    fixtures.deaddrop(
        "manifest-signed-by-channel-key",
        world.manifest(world.newest.signedManifest().bytes(), repository.channelKey));
  }

  private void forged(Fixtures fixtures) {
    fixtures.deaddrop(
        "offer-legacy-signature", signature, Forgery.legacy(repository.channelKey, document));
    fixtures.deaddrop("offer-malleated-signature", signature, Forgery.malleate(good));
    fixtures.deaddrop(
        "offer-signature-of-nobody",
        signature,
        Forgery.ofNobody(repository.channelKey.publicKey().id()));
  }

  /** What a root of trust must not be, put where the node keeps its own. */
  private void wrongRoots(Fixtures fixtures) {
    String honest = repository.channelKey.publicKey().base64();
    byte[] root = TrustRootCodec.write(repository.root());
    String neutral = Forgery.smallOrderKey(SECOND);
    fixtures.node("root-small-order-key", ROOT_JSON, JsonText.edit(root, honest, neutral));
    fixtures.deaddrop("root-small-order-key", signature, Forgery.ofNobody(SECOND));
    String again = Forgery.renumbered(repository.channelKey.publicKey(), SECOND);
    fixtures.node(
        "root-duplicate-key",
        ROOT_JSON,
        JsonText.edit(
            JsonText.edit(root, honest, honest + "\", \"" + again),
            "\"threshold\" : 1",
            "\"threshold\" : 2"));
    TestKey second = new TestKey("second channel key");
    TrustRoot twoMustSign =
        new TrustRoot(
            TestRepository.REPO,
            1,
            Map.of(
                Role.ROOT,
                repository.root().keys(Role.ROOT),
                Role.RELEASE,
                repository.root().keys(Role.RELEASE),
                Role.CHANNEL,
                new RoleKeys(List.of(repository.channelKey.publicKey(), second.publicKey()), 2)));
    fixtures.node("offer-one-of-two-signatures", ROOT_JSON, TrustRootCodec.write(twoMustSign));
    fixtures.node("offer-one-signature-twice", ROOT_JSON, TrustRootCodec.write(twoMustSign));
    fixtures.deaddrop(
        "offer-one-signature-twice",
        DeaddropNames.cosignature(offer, second.publicKey().id()),
        good);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
