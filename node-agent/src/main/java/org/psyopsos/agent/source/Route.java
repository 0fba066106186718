package org.psyopsos.agent.source;

import java.net.URI;
import java.util.Optional;

/**
 * The way to a deaddrop.
 *
 * @param deaddrop its address, which ends with a slash; may hold a name and a password
 * @param proxy an HTTP proxy on the way, with its port; may hold a name and a password
 */
public record Route(URI deaddrop, Optional<URI> proxy) {

  /** Straight there. */
  public static Route to(URI deaddrop) {
    return new Route(deaddrop, Optional.empty());
  }

  /** Without what may be secret in it. */
  @Override
  public String toString() {
    return "the way to " + deaddrop.getHost() + proxy.map(by -> " by " + by.getHost()).orElse("");
  }
}
