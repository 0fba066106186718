package org.psyopsos.deaddrop;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What a channel offers. Signed, immutable, and one of a sequence.
 *
 * @param addressee whom it is for
 * @param seq counts up with every document of this channel and platform
 * @param issued when it was made
 * @param expires after which a node installs nothing because of it
 * @param release what to run
 * @param stops releases that nodes with an older one run first, in this order, oldest first
 * @param esp what belongs into the EFI partition, where something does
 * @param minimumSeq no document with a lower sequence number may be accepted any more
 * @param halted nodes that have not staged the release wait
 * @param recalled versions that nobody should run
 */
public record ChannelDocument(
    Addressee addressee,
    long seq,
    Instant issued,
    Instant expires,
    ReleaseReference release,
    List<ReleaseReference> stops,
    Optional<ReleaseReference> esp,
    long minimumSeq,
    boolean halted,
    List<ReleaseVersion> recalled) {

  public ChannelDocument {
    stops = List.copyOf(stops);
    recalled = List.copyOf(recalled);
    if (minimumSeq > seq) {
      throw new BadInput(
          Problem.of("the minimum sequence number is above the document's own")
              .expected("at most " + seq)
              .found(minimumSeq));
    }
    requireOrder(stops, release.version());
  }

  /** Which of the channel's documents this one is. */
  public DocumentId id() {
    return new DocumentId(addressee.node(), seq);
  }

  /** The object's name. */
  public String name() {
    return id().name(addressee.channel(), addressee.platform());
  }

  /**
   * The release that a node takes next: the oldest stop that is newer than what it runs, or else
   * what the document offers.
   */
  public ReleaseReference next(Optional<ReleaseVersion> running) {
    return running
        .flatMap(
            version ->
                stops.stream().filter(stop -> stop.version().compareTo(version) > 0).findFirst())
        .orElse(release);
  }

  private static void requireOrder(List<ReleaseReference> stops, ReleaseVersion last) {
    for (int i = 0; i < stops.size(); i++) {
      ReleaseVersion after = i + 1 < stops.size() ? stops.get(i + 1).version() : last;
      if (stops.get(i).version().compareTo(after) >= 0) {
        throw new BadInput(
            Problem.of("the stops are not in the order of their versions")
                .expected("a version older than " + after)
                .found(stops.get(i).version()));
      }
    }
  }
}
