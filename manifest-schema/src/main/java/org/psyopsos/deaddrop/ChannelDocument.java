package org.psyopsos.deaddrop;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What a channel offers. Signed, immutable, and one of a sequence.
 *
 * @param repo the repository's id
 * @param channel the channel's name
 * @param platform the machines that it is for
 * @param seq counts up with every document of this channel and platform
 * @param issued when it was made
 * @param expires after which a node installs nothing because of it
 * @param release what to run
 * @param esp what belongs into the EFI partition, where something does
 * @param minimumSeq no document with a lower sequence number may be accepted any more
 * @param halted nodes that have not staged the release wait
 * @param recalled versions that nobody should run
 */
public record ChannelDocument(
    String repo,
    String channel,
    Platform platform,
    long seq,
    Instant issued,
    Instant expires,
    ReleaseReference release,
    Optional<ReleaseReference> esp,
    long minimumSeq,
    boolean halted,
    List<ReleaseVersion> recalled) {

  public ChannelDocument {
    Names.require("repository", repo);
    Names.require("channel", channel);
    recalled = List.copyOf(recalled);
    if (minimumSeq > seq) {
      throw new BadInput(
          Problem.of("the minimum sequence number is above the document's own")
              .expected("at most " + seq)
              .found(minimumSeq));
    }
  }
}
