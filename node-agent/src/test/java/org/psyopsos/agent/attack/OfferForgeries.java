package org.psyopsos.agent.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.psyopsos.testing.TestRepository;

/** Hints and channel documents that say what they should not; the documents are signed. */
final class OfferForgeries {

  private final HonestWorld world;
  private final String latest;
  private final String offer;

  OfferForgeries(HonestWorld world) {
    this.world = world;
    this.latest = Target.LATEST.object(world);
    this.offer = Target.OFFER.object(world);
  }

  void addTo(Fixtures fixtures) {
    hints(fixtures);
    forOthers(fixtures);
    outOfTime(fixtures);
    hostileJson(fixtures);
    hostileValues(fixtures);
  }

  private void hints(Fixtures fixtures) {
    fixtures.deaddrop(
        "latest-garbage", latest, utf8("7 or so\u001b[2J\u0007\r\nnode-agent: updated\n"));
    fixtures.deaddrop(
        "latest-page", latest, utf8("<html>\u001b[2J\u0007\r\nnode-agent: updated\n</html>"));
    fixtures.deaddrop("latest-huge", latest, utf8("7".repeat(100_000)));
    fixtures.deaddrop("latest-overflow", latest, utf8("18446744073709551622\n"));
    fixtures.deaddrop("latest-negative", latest, utf8("-6\n"));
    fixtures.deaddrop("latest-path", latest, utf8("../../../../root/1\n"));
    fixtures.deaddrop("latest-older", latest, HonestWorld.number(HonestWorld.FOLLOWED - 1));
    fixtures.deaddrop(
        "latest-not-modified-past-expiry", latest, HonestWorld.number(HonestWorld.FOLLOWED));
    fixtures.deaddrop("latest-newer-than-exists", latest, HonestWorld.number(999));
  }

  private void forOthers(Fixtures fixtures) {
    signed(fixtures, "offer-for-another-repo", json -> json.put("repo", "other-repo"));
    signed(fixtures, "offer-for-another-channel", json -> json.put("channel", "edge"));
    signed(fixtures, "offer-for-another-platform", json -> json.put("platform", "aarch64-rpi"));
    signed(fixtures, "offer-for-another-node", json -> json.put("node", "other-node"));
    signed(
        fixtures,
        "offer-for-another-hardware",
        json -> json.putArray("hardware").add("other-vendor,other-model"));
    fixtures.deaddrop(
        "offer-under-another-number",
        world.offer(
            world.newest,
            HonestWorld.NEWEST,
            j -> {
              j.put("seq", 7);
            }));
  }

  private void outOfTime(Fixtures fixtures) {
    String before = TestRepository.ISSUED.minus(Duration.ofDays(2)).toString();
    signed(fixtures, "offer-expired", json -> json.put("expires", before));
    signed(fixtures, "clock-1970-expired-offer", json -> json.put("expires", before));
    fixtures.deaddrop(
        "offer-same-number-other-bytes",
        world.offer(world.newest, HonestWorld.FOLLOWED, json -> {}));
    fixtures.deaddrop(
        "offer-same-number-other-bytes", latest, HonestWorld.number(HonestWorld.FOLLOWED));
  }

  private void hostileJson(Fixtures fixtures) {
    byte[] honest = world.deaddrop().get(offer);
    String deep = "[".repeat(30_000) + "]".repeat(30_000);
    fixtures.deaddrop("offer-unsigned-bomb", offer, with(honest, "\"deep\" : " + deep));
    bytes(fixtures, "offer-json-deep", with(honest, "\"deep\" : " + deep));
    bytes(fixtures, "offer-json-key-twice", with(honest, "\"seq\" : 6"));
    bytes(fixtures, "offer-json-trailing", utf8(text(honest) + "{}"));
    bytes(fixtures, "offer-json-long-string", with(honest, "\"x\" : \"" + "x".repeat(9000) + '"'));
    bytes(fixtures, "offer-json-long-number", with(honest, "\"x\" : " + "9".repeat(5000)));
    bytes(fixtures, "offer-json-array", utf8("[" + text(honest) + "]"));
    bytes(fixtures, "offer-json-truncated", utf8(text(honest).substring(0, honest.length / 2)));
    bytes(fixtures, "offer-json-nul", JsonText.edit(honest, "\"halted\"", "\0\"halted\""));
    bytes(fixtures, "offer-json-utf-16", encoded(honest, StandardCharsets.UTF_16BE));
    bytes(fixtures, "offer-json-byte-order-mark", utf8("\ufeff" + text(honest)));
    bytes(
        fixtures,
        "offer-json-overlong-utf-8",
        encoded(with(honest, "\"x\" : \"\u00c0\u00af\""), StandardCharsets.ISO_8859_1));
    bytes(
        fixtures,
        "offer-json-too-long",
        utf8(text(honest) + " ".repeat((64 << 10) - honest.length + 1)));
  }

  private void hostileValues(Fixtures fixtures) {
    signed(fixtures, "offer-newer-format", json -> json.put("format", 2));
    signed(fixtures, "offer-seq-as-text", json -> json.put("seq", "6"));
    signed(fixtures, "offer-seq-as-fraction", json -> json.put("seq", 6.5));
    signed(fixtures, "offer-without-expiry", json -> json.remove("expires"));
    signed(fixtures, "offer-minimum-above-itself", json -> json.put("minimumSeq", 7));
    signed(fixtures, "offer-escape-sequences", json -> json.put("channel", "\u001b[2J\nstable"));
    signed(
        fixtures,
        "offer-manifest-elsewhere",
        json -> release(json).put("manifest", "os/../../../etc/shadow"));
    signed(fixtures, "offer-manifest-huge", json -> release(json).put("size", 1L << 40));
  }

  /** The newest channel document, changed and signed again. */
  private void signed(Fixtures fixtures, String attack, Consumer<ObjectNode> change) {
    fixtures.deaddrop(attack, world.offer(change));
  }

  /** Any bytes as the newest channel document, signed by the channel's key. */
  private void bytes(Fixtures fixtures, String attack, byte[] document) {
    fixtures.deaddrop(attack, HonestWorld.signed(world.repository.channelKey, offer, document));
  }

  private static ObjectNode release(ObjectNode json) {
    return (ObjectNode) json.get("release");
  }

  /** The document with one field more. */
  private static byte[] with(byte[] document, String field) {
    return JsonText.edit(document, "{", "{\n  " + field + ",");
  }

  private static byte[] encoded(byte[] document, Charset charset) {
    return text(document).getBytes(charset);
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
