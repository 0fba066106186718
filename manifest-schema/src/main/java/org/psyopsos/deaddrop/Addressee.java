package org.psyopsos.deaddrop;

import java.util.List;
import java.util.Optional;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Names;

/**
 * Whom a channel document is for.
 *
 * @param repo the repository's id
 * @param channel the channel's name
 * @param platform the kind of machine
 * @param node the one node that it is for; none where it is for all of the channel
 * @param hardware ids of the models that may follow it; empty where all of the platform may
 */
public record Addressee(
    String repo, String channel, Platform platform, Optional<String> node, List<String> hardware) {

  public Addressee {
    Names.require("repository", repo);
    Names.require("channel", channel);
    node.ifPresent(name -> Names.require("node", name));
    hardware = List.copyOf(hardware);
    hardware.forEach(Hardware::require);
  }

  /** All nodes of a platform that follow a channel. */
  public static Addressee all(String repo, String channel, Platform platform) {
    return new Addressee(repo, channel, platform, Optional.empty(), List.of());
  }
}
