package org.psyopsos.agent.settings;

import java.net.URI;
import java.net.URISyntaxException;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** The address of an HTTP proxy. It may hold a name and a password. */
final class ProxyAddress {

  private static final int HIGHEST_PORT = 65535;

  private ProxyAddress() {}

  /**
   * Reads one.
   *
   * @throws BadInput which tells nothing of it
   */
  static URI of(String text) {
    try {
      URI proxy = new URI(text);
      boolean complete =
          "http".equals(proxy.getScheme())
              && proxy.getHost() != null
              && proxy.getPort() > 0
              && proxy.getPort() <= HIGHEST_PORT;
      if (complete
          && proxy.getRawPath().matches("/?")
          && proxy.getRawQuery() == null
          && proxy.getRawFragment() == null) {
        return proxy;
      }
    } catch (URISyntaxException e) {
      throw notAnAddress(); // Without the cause, which holds the text.
    }
    throw notAnAddress();
  }

  private static BadInput notAnAddress() {
    return new BadInput(
        Problem.of("not the address of an HTTP proxy")
            .expected("http://, a host and a port, such as \"http://proxy.example.org:3128\"")
            .found("something else")
            .hint("a password goes before the host: \"http://name:password@host:3128\""));
  }
}
