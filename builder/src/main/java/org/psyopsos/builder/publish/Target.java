package org.psyopsos.builder.publish;

import java.util.Optional;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Names;

/**
 * Which documents are added to.
 *
 * @param channel the channel's name
 * @param platform the machines that it is for
 * @param node the one node that is meant; none for all that follow the channel
 */
public record Target(String channel, Platform platform, Optional<String> node) {

  public Target {
    Names.require("channel", channel);
    node.ifPresent(name -> Names.require("node", name));
  }
}
