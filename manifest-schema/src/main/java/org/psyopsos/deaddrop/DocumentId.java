package org.psyopsos.deaddrop;

import java.util.Optional;
import org.psyopsos.layout.Platform;

/**
 * Which document of a channel: where it lies, and what it must say of itself.
 *
 * @param node the node whose document it is; none for the channel's
 * @param seq its sequence number; the channel's documents and those of its nodes are counted
 *     together
 */
public record DocumentId(Optional<String> node, long seq) {

  /** The channel's document with this number. */
  public static DocumentId ofChannel(long seq) {
    return new DocumentId(Optional.empty(), seq);
  }

  /** The object's name. */
  public String name(String channel, Platform platform) {
    return DeaddropNames.channelFolder(channel, platform, node) + seq + ".json";
  }
}
