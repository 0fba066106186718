package org.psyopsos.deaddrop;

import java.time.Instant;
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
   * @param seq the number under which it was fetched
   * @param floor the lowest sequence number that is acceptable
   * @param now the one instant of this run
   */
  public Offer verify(SignedDocument signed, long seq, long floor, Instant now) {
    root.verify(Role.CHANNEL, signed);
    ChannelDocument document = ChannelDocumentCodec.read(signed.bytes(), signed.name());
    String name = signed.name();
    same(Reason.WRONG_REPO, "repository", name, recipient.repo(), document.repo());
    same(Reason.WRONG_CHANNEL, "channel", name, recipient.channel(), document.channel());
    same(Reason.WRONG_PLATFORM, "platform", name, recipient.platform(), document.platform());
    same(Reason.WRONG_RELEASE, "sequence number", name, seq, document.seq());
    requireNotOlder(document, Math.max(floor, document.minimumSeq()), name);
    requireNotExpired(document, now, name);
    return new Offer(document, signed);
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
              .hint("publish again with tk deploy, and check this node's clock"));
    }
  }
}
