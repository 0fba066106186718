package org.psyopsos.agent.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.cli.Main;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.agent.testing.TestProxy;

/** A fetcher in a process of its own and with no environment at all, as systemd starts it. */
class FetcherProcessTest {

  private static final byte[] HELLO = "hello".getBytes(US_ASCII);

  @TempDir private Path directory;

  @Test
  void aHostWhoseNameOnlyHasAnIpv6Address() throws IOException {
    byte[] address = new byte[16];
    address[15] = 1;
    try (TestDeaddrop six = new TestDeaddrop(InetAddress.getByAddress(address))) {
      six.put("object", HELLO);
      URI deaddrop = URI.create("http://six.example:" + six.port() + "/drop/");
      assertThat(fetched(Route.to(deaddrop), "::1 six.example\n")).isEqualTo(HELLO);
    }
  }

  @Test
  void aProxyThatOnlyTheSettingsName() throws IOException {
    try (TestDeaddrop deaddrop = new TestDeaddrop();
        TestProxy proxy = new TestProxy(deaddrop.port())) {
      deaddrop.put("object", HELLO);
      Route route =
          new Route(
              URI.create("http://deaddrop.invalid/drop/"), Optional.of(URI.create(proxy.url())));
      assertThat(fetched(route, "")).isEqualTo(HELLO);
      assertThat(proxy.requests())
          .containsExactly("GET http://deaddrop.invalid/drop/object HTTP/1.1");
    }
  }

  /**
   * What it fetches.
   *
   * @param hosts all the names that it can look up
   */
  private byte[] fetched(Route route, String hosts) throws IOException {
    Path file = Files.writeString(directory.resolve("hosts"), hosts);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djdk.net.hosts.file=" + file,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "fetch");
    builder.environment().clear();
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try {
      FetchConnection connection =
          new FetchConnection(
              process.getInputStream(), process.getOutputStream(), process::destroy);
      return new FetchedObjects(() -> connection, route, HttpLimits.DEFAULT)
          .get("object", HELLO.length);
    } finally {
      process.destroy();
    }
  }
}
