package org.psyopsos.agent.source;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.Credentials;

/** Basic authentication (RFC 7617) with the name and the password that an address holds. */
final class BasicAuthorization {

  private BasicAuthorization() {}

  /** The header's value; none where the address holds no name. */
  static Optional<String> of(URI address) {
    return Optional.ofNullable(address.getUserInfo())
        .map(
            info -> {
              String[] parts = info.split(":", 2);
              String password = parts.length == 2 ? parts[1] : "";
              return Credentials.basic(parts[0], password, StandardCharsets.UTF_8);
            });
  }
}
