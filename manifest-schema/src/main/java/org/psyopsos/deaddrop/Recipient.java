package org.psyopsos.deaddrop;

import org.psyopsos.layout.Platform;

/**
 * Who takes a release: what every signed document must agree with.
 *
 * @param repo the repository that the node belongs to
 * @param channel the channel that it follows
 * @param platform what kind of machine it is
 */
public record Recipient(String repo, String channel, Platform platform) {

  public Recipient {
    Names.require("repository", repo);
    Names.require("channel", channel);
  }
}
