package org.psyopsos.deaddrop;

import java.util.Optional;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Names;

/**
 * Who takes a release: what every signed document must agree with.
 *
 * @param repo the repository that the node belongs to
 * @param channel the channel that it follows
 * @param platform what kind of machine it is
 * @param node its name, under which documents for it alone are looked for; none where it has none
 * @param hardware the id of its model, where that is known
 */
public record Recipient(
    String repo,
    String channel,
    Platform platform,
    Optional<String> node,
    Optional<String> hardware) {

  public Recipient {
    Names.require("repository", repo);
    Names.require("channel", channel);
    node.ifPresent(name -> Names.require("node", name));
    hardware.ifPresent(Hardware::require);
  }

  /** A node without a name, of a model that is not known. */
  public Recipient(String repo, String channel, Platform platform) {
    this(repo, channel, platform, Optional.empty(), Optional.empty());
  }
}
