package org.psyopsos.deaddrop;

import java.time.Instant;
import java.util.Optional;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** Turns a fetched channel document into an {@link Offer}, or refuses it. */
public final class OfferVerifier {

  private final TrustRoot root;
  private final Recipient recipient;

  public OfferVerifier(TrustRoot root, Recipient recipient) {
    this.root = root;
    this.recipient = recipient;
  }

  /**
   * Checks signature, form, addressee, sequence and expiry, in this order.
   *
   * @param id under which it was fetched
   * @param floor the lowest sequence number that is acceptable
   * @param now the one instant of this run
   */
  public Offer verify(SignedDocument signed, DocumentId id, long floor, Instant now) {
    root.verify(Role.CHANNEL, signed);
    ChannelDocument document = ChannelDocumentCodec.read(signed.bytes(), signed.name());
    String name = signed.name();
    requireAddressed(document.addressee(), id.node(), name);
    same(Reason.WRONG_RELEASE, "sequence number", name, id.seq(), document.seq());
    requireNotOlder(document, Math.max(floor, document.minimumSeq()), name);
    requireNotExpired(document, now, name);
    return new Offer(document, signed);
  }

  private void requireAddressed(Addressee addressee, Optional<String> node, String name) {
    same(Reason.WRONG_REPO, "repository", name, recipient.repo(), addressee.repo());
    same(Reason.WRONG_CHANNEL, "channel", name, recipient.channel(), addressee.channel());
    same(Reason.WRONG_PLATFORM, "platform", name, recipient.platform(), addressee.platform());
    same(Reason.WRONG_NODE, "node", name, node.orElse("any"), addressee.node().orElse("any"));
    String model = recipient.hardware().orElse("unknown");
    if (!addressee.hardware().isEmpty() && !addressee.hardware().contains(model)) {
      throw new Untrusted(
          Reason.WRONG_HARDWARE,
          Problem.of("the document is for other hardware")
              .at(name)
              .expected(model)
              .found(String.join(", ", addressee.hardware())));
    }
  }

  private static void same(
      Reason reason, String what, String where, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new Untrusted(
          reason,
          Problem.of("the document is for another " + what)
              .at(where)
              .expected(expected)
              .found(found));
    }
  }

  private static void requireNotOlder(ChannelDocument document, long floor, String where) {
    if (document.seq() < floor) {
      throw new Untrusted(
          Reason.ROLLBACK,
          Problem.of("the document is older than one that this node has followed")
              .at(where)
              .expected("sequence number " + floor + " or more")
              .found(document.seq()));
    }
  }

  private static void requireNotExpired(ChannelDocument document, Instant now, String where) {
    if (now.isAfter(document.expires())) {
      throw new Untrusted(
          Reason.EXPIRED,
          Problem.of("the document has expired")
              .at(where)
              .expected("a time before " + document.expires())
              .found(now)
              .hint("sign it anew with tk deploy --resign, and check this node's clock"));
    }
  }
}
