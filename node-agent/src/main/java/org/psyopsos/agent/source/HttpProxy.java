package org.psyopsos.agent.source;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;

/**
 * The proxy of a {@link Route}. Without one there is none: neither the environment nor properties
 * of this process are asked, which are other ones for a person's command than for the timer's.
 */
final class HttpProxy {

  private static final String HEADER = "Proxy-Authorization";

  private HttpProxy() {}

  static void use(Optional<URI> address, OkHttpClient.Builder client) {
    if (address.isEmpty()) {
      client.proxy(Proxy.NO_PROXY);
      return;
    }
    URI proxy = address.get();
    client.proxy(
        new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())));
    BasicAuthorization.of(proxy).ifPresent(value -> client.proxyAuthenticator(once(value)));
  }

  /** A proxy that has refused it would refuse it again. */
  private static Authenticator once(String authorization) {
    return (route, response) ->
        response.request().header(HEADER) == null
            ? response.request().newBuilder().header(HEADER, authorization).build()
            : null;
  }
}
