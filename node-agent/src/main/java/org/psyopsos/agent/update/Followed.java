package org.psyopsos.agent.update;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.agent.slot.SlotContents;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/**
 * What the node has followed so far, as far as today's root vouches for it. A document by a key
 * that may no longer sign sets no floor and no time: whoever stole that key could have set both so
 * high that nothing honest would pass them.
 */
final class Followed {

  private final TrustRoot root;
  private final NodeState state;
  private final Recipient recipient;

  Followed(TrustRoot root, NodeState state, Recipient recipient) {
    this.root = root;
    this.state = state;
    this.recipient = recipient;
  }

  /**
   * The document that offered the committed release; none where that came with the image, and none
   * where the node followed another channel then: each channel counts for itself.
   *
   * @throws NodeFault where the slot does not hold it as it was signed: then the floor is not known
   */
  Optional<ChannelDocument> committed() {
    return kept().filter(this::isOfThisChannel);
  }

  private Optional<ChannelDocument> kept() {
    SlotContents slot = state.slot(state.committed());
    if (slot.fault().isPresent()) {
      throw slot.fault().get();
    }
    try {
      return document(slot);
    } catch (Untrusted e) {
      throw new NodeFault(
          Problem.of("the slot's channel document cannot be read")
              .at("slot " + state.committed())
              .found(e.problem().message())
              .hint(
                  "without it an older offer cannot be told from a newer one: write the slot"
                      + " anew, or go to the other one with 'node-agent rollback'"),
          e);
    }
  }

  /** The lowest sequence number of a channel document that may follow the committed slot's. */
  long floor() {
    return committed().map(document -> Math.max(document.seq(), document.minimumSeq())).orElse(0L);
  }

  /**
   * The version that runs; where the manifest that says so has rotted, the one that was offered
   * with it, in whichever channel. None where nobody knows.
   */
  Optional<ReleaseVersion> version() {
    return state.bootedVersion().or(() -> kept().map(document -> document.release().version()));
  }

  /**
   * The time, as far as it is known.
   *
   * @param clock what the clock says; none where it may not be believed
   * @return the latest moment that has passed for certain
   */
  Instant time(Optional<Instant> clock) {
    Stream<Instant> issued =
        Stream.of(Slot.values()).flatMap(slot -> issued(state.slot(slot)).stream());
    Stream<Instant> built = state.bootedVersion().stream().map(ReleaseVersion::instant);
    return Stream.of(clock.stream(), issued, built)
        .flatMap(moments -> moments)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private boolean isOfThisChannel(ChannelDocument document) {
    Addressee addressee = document.addressee();
    return addressee.repo().equals(recipient.repo())
        && addressee.channel().equals(recipient.channel())
        && addressee.platform() == recipient.platform();
  }

  private Optional<Instant> issued(SlotContents slot) {
    try {
      return document(slot).map(ChannelDocument::issued);
    } catch (Untrusted e) {
      return Optional.empty();
    }
  }

  private Optional<ChannelDocument> document(SlotContents slot) {
    Optional<SignedDocument> kept = slot.channel();
    if (kept.isEmpty() || !root.vouchesFor(Role.CHANNEL, kept.get())) {
      return Optional.empty();
    }
    return Optional.of(ChannelDocumentCodec.read(kept.get().bytes(), kept.get().name()));
  }
}
