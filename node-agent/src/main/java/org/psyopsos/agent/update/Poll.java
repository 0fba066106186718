package org.psyopsos.agent.update;

import java.time.Instant;
import java.util.Optional;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.source.ReleaseSource.Latest;
import org.psyopsos.agent.system.Host;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.OfferVerifier;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.TrustRoot;

/** One look at the channel: {@code latest}, and what it leads to where that is new. */
final class Poll {

  private final AgentSettings settings;
  private final ReleaseSource source;
  private final Roots roots;
  private final NodeState state;
  private final Optional<Instant> clock;
  private final PollCache cache;
  private Optional<String> tag = Optional.empty();

  Poll(Host host, AgentSettings settings, Roots roots, ReleaseSource source, NodeState state) {
    this.settings = settings;
    this.source = source;
    this.roots = roots;
    this.state = state;
    this.clock = host.trustedClock(); // The one instant of this run.
    this.cache = new PollCache(host.paths().cache(), situation(settings, state));
  }

  /** The channel's offer; empty where the last poll has seen it and nothing was to be done. */
  Optional<Offer> offer() {
    return offer(cache.tag(timeSoFar()));
  }

  /** The same, whatever the last poll has seen. */
  Optional<Offer> offerAnew() {
    return offer(Optional.empty());
  }

  private Optional<Offer> offer(Optional<String> seen) {
    Latest latest = source.latest(seen);
    if (!(latest instanceof Latest.Document newest)) {
      return Optional.empty();
    }
    tag = newest.tag();
    TrustRoot root = roots.follow(source.roots());
    Followed followed = new Followed(root, state, settings.recipient());
    Offer offer =
        new OfferVerifier(root, settings.recipient())
            .verify(
                source.channelDocument(newest.id(), root.keys(Role.CHANNEL)),
                newest.id(),
                followed.floor(),
                followed.time(clock));
    requireSameAsBefore(offer, followed);
    return Optional.of(offer);
  }

  /** Nothing is to be done about this offer: the next poll may be short. */
  void settled(Offer offer, String why) {
    cache.remember(tag, offer.document().expires(), why);
  }

  /** Why nothing was to be done about the newest offer, where {@link #offer} gives none. */
  String settledBefore() {
    return cache.why().orElse("what is offered was seen by an earlier poll");
  }

  /** The version that nothing older may follow, as far as today's root vouches for it. */
  Optional<ReleaseVersion> followedVersion() {
    return followedSoFar().version();
  }

  private Followed followedSoFar() {
    return new Followed(roots.chain().newest(), state, settings.recipient());
  }

  /** Before a newer root may have ended what this one vouches for. */
  private Instant timeSoFar() {
    return followedSoFar().time(clock);
  }

  /** A number stands for one document, for ever. */
  private static void requireSameAsBefore(Offer offer, Followed followed) {
    boolean differs =
        followed
            .committed()
            .filter(known -> known.id().equals(offer.document().id()))
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
        settings.shownDeaddrop(),
        settings.recipient().toString(),
        state.booted().toString(),
        state.bootedVersion().toString(),
        state.bootState().bad().toString());
  }
}
