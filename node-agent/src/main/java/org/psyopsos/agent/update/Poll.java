package org.psyopsos.agent.update;

import java.time.Instant;
import java.util.Optional;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.source.ReleaseSource.Latest;
import org.psyopsos.agent.system.Host;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.OfferVerifier;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.trust.TrustRoot;

/** One look at the channel: {@code latest}, and what it leads to where that is new. */
final class Poll {

  private final ReleaseSource source;
  private final OfferVerifier verifier;
  private final PollCache cache;
  private final NodeState state;
  private final Instant clock;
  private Optional<String> etag = Optional.empty();

  Poll(Host host, AgentSettings settings, TrustRoot root, ReleaseSource source, NodeState state) {
    this.source = source;
    this.verifier = new OfferVerifier(root, settings.recipient());
    this.cache = new PollCache(host.paths().cache(), situation(settings, state));
    this.state = state;
    this.clock = host.clock().instant();
  }

  /** The channel's offer; empty where the last poll has seen it and nothing was to be done. */
  Optional<Offer> offer() {
    Instant now = state.notBefore(clock);
    Latest latest = source.latest(cache.etag(now));
    if (!(latest instanceof Latest.Sequence newest)) {
      return Optional.empty();
    }
    etag = newest.etag();
    long floor = state.slot(state.committed()).floor();
    Offer offer = verifier.verify(source.channelDocument(newest.seq()), newest.seq(), floor, now);
    requireSameAsBefore(offer);
    return Optional.of(offer);
  }

  /** Nothing is to be done about this offer: the next poll may be short. */
  void settled(Offer offer) {
    cache.remember(etag, offer.document().expires());
  }

  /** A number stands for one document, for ever. */
  private void requireSameAsBefore(Offer offer) {
    Optional<ChannelDocument> followed = state.slot(state.committed()).channel();
    boolean differs =
        followed
            .filter(known -> known.seq() == offer.document().seq())
            .filter(known -> !known.equals(offer.document()))
            .isPresent();
    if (differs) {
      throw new Untrusted(
          Untrusted.Reason.HASH_MISMATCH,
          Problem.of("two channel documents with one sequence number")
              .at(offer.signed().name())
              .expected("the document that this node has followed")
              .found("another")
              .hint("publish again with tk deploy, and find out who signed this one"));
    }
  }

  private static String situation(AgentSettings settings, NodeState state) {
    return String.join(
        " ",
        settings.deaddrop().toString(),
        settings.recipient().toString(),
        state.booted().toString(),
        state.bootedVersion().toString(),
        state.bootState().bad().toString());
  }
}
