package org.psyopsos.agent.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.TestAuthority;
import org.psyopsos.agent.testing.TestProxy;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.testing.TestRepository;

/** Which servers the agent does not talk to over HTTPS. */
class TlsTest {

  private static final HttpLimits IMPATIENT =
      new HttpLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 1000);

  private static final int HANDSHAKE = 22;
  private static final int ALERT = 21;
  private static final int PROTOCOL_VERSION = 70;
  private static final int TLS_1_1 = 0x0302;

  private static TestAuthority authority;

  @BeforeAll
  static void begin(@TempDir Path directory) throws Exception {
    authority = new TestAuthority(directory);
    authority.trust();
  }

  @AfterAll
  static void end() {
    TestAuthority.trustAsEver();
  }

  @Test
  void aCertificateOfAnAuthorityThatIsTrustedIsGood() throws Exception {
    HttpsServer server = serving(authority.server("good", "-ext", "san=ip:127.0.0.1"));
    try {
      HttpObjects objects = new HttpObjects(Route.to(URI.create(url(server))), HttpLimits.DEFAULT);
      assertThat(objects.get("object", 5)).asString().isEqualTo("hello");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    Problem told = told(authority.stranger("stranger", "-ext", "san=ip:127.0.0.1"));
    assertThat(told.expected()).isEqualTo("a certificate by an authority that this node trusts");
    assertThat(told.found()).isEqualTo("one whose issuer this node does not know");
    assertThat(told.hint()).contains("ca-certificates").contains("log-in page");
  }

  @Test
  void aCertificateThatHasExpiredIsRefused() throws Exception {
    Problem told =
        told(
            authority.server(
                "expired", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "9"));
    assertThat(told.expected()).isEqualTo("a certificate that is still valid");
    assertThat(told.found()).startsWith("one that has expired, by this node's clock: NotAfter: ");
    assertThat(told.hint()).contains("renew").contains("timedatectl");
  }

  /** What a node sees of any server while its clock stands at 1970. */
  @Test
  void aCertificateThatBeginsInTheFutureIsToldAsAMatterOfTheClock() throws Exception {
    Problem told =
        told(authority.server("early", "-ext", "san=ip:127.0.0.1", "-startdate", "+10d"));
    assertThat(told.expected()).isEqualTo("a certificate that is valid already");
    assertThat(told.found())
        .startsWith("one that is not yet valid, by this node's clock: NotBefore: ");
    assertThat(told.hint()).startsWith("the node's clock is probably behind: timedatectl");
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    Problem told = told(authority.server("elsewhere", "-ext", "san=dns:other.example"));
    assertThat(told.expected()).isEqualTo("a certificate for the host in 'deaddrop'");
    assertThat(told.found()).isEqualTo("one for other.example");
    assertThat(told.hint()).contains("as the certificate names it");
  }

  @Test
  void aServerWithoutTlsIsTold() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, loopback())) {
      CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> refuse(server));
      Problem told = refused(server.getLocalPort()).problem();
      answered.get();
      assertThat(told.found()).isEqualTo("something that is not TLS");
      assertThat(told.hint()).contains("http://");
    }
  }

  @Test
  void throughAProxyTheConnectionIsSafeToTheDeaddropItself() throws Exception {
    HttpsServer server = serving(authority.server("proxied", "-ext", "san=dns:deaddrop.invalid"));
    try (TestProxy proxy = new TestProxy(server.getAddress().getPort())) {
      proxy.require("attic:secret");
      Route route =
          new Route(
              URI.create("https://deaddrop.invalid/"),
              Optional.of(URI.create(proxy.url("attic:secret"))));
      HttpObjects objects = new HttpObjects(route, HttpLimits.DEFAULT);
      assertThat(objects.get("object", 5)).asString().isEqualTo("hello");
      assertThat(proxy.requests()).containsOnly("CONNECT deaddrop.invalid:443 HTTP/1.1");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aProxyThatLetsNobodyThroughIsTold() throws Exception {
    try (TestProxy proxy = new TestProxy(1)) {
      proxy.require("attic:secret");
      Route route =
          new Route(
              URI.create("https://deaddrop.invalid/"),
              Optional.of(URI.create(proxy.url("attic:wrong"))));
      HttpObjects objects = new HttpObjects(route, IMPATIENT);
      Problem told =
          catchThrowableOfType(Unreachable.class, () -> objects.get("object", 5)).problem();
      assertThat(told.message()).contains("proxy").doesNotContain("wrong");
      assertThat(told.hint()).contains("'proxy'");
    }
  }

  /**
   * The server picks TLS 1.1; what the client answers is the alert that RFC 5246, 7.2.2 asks for.
   */
  @Test
  void aServerThatWantsAnOlderTlsIsRefused() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, loopback())) {
      CompletableFuture<Integer> alert = CompletableFuture.supplyAsync(() -> pickTls11(server));
      Unreachable refused = refused(server.getLocalPort());
      assertThat(refused.problem().expected()).startsWith("TLS 1.2 or 1.3");
      assertThat(refused.problem().found()).contains("TLS11");
      assertThat(alert.get()).isEqualTo(PROTOCOL_VERSION);
    }
  }

  /** What is told of a server; it never gets to see a request. */
  private static Problem told(SSLContext context) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpsServer server = serving(context);
    server.createContext("/channels", exchange -> requests.incrementAndGet());
    try {
      Problem told = refused(server.getAddress().getPort()).problem();
      assertThat(told.what()).isEqualTo("no safe connection to the deaddrop");
      assertThat(told.where()).startsWith(url(server));
      assertThat(requests).hasValue(0);
      return told;
    } finally {
      server.stop(0);
    }
  }

  private static HttpsServer serving(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/object",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes(US_ASCII));
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String url(HttpsServer server) {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static Unreachable refused(int port) {
    URI base = URI.create("https://127.0.0.1:" + port + "/");
    ReleaseSource source =
        new DeaddropSource(
            new HttpObjects(Route.to(base), IMPATIENT), new TestRepository().recipient());
    return catchThrowableOfType(Unreachable.class, () -> source.latest(Optional.empty()));
  }

  /**
   * Answers a ClientHello with a ServerHello; returns the description in the alert that follows.
   */
  private static int pickTls11(ServerSocket server) {
    try (Socket client = server.accept()) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      record(in);
      int random = 32;
      int body = 2 + random + 1 + 2 + 1;
      out.writeByte(HANDSHAKE);
      out.writeShort(TLS_1_1);
      out.writeShort(4 + body);
      out.writeInt(2 << 24 | body); // ServerHello
      out.writeShort(TLS_1_1);
      out.write(new byte[random]);
      out.writeByte(0); // no session
      out.writeShort(0xc013); // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
      out.writeByte(0); // no compression
      out.flush();
      byte[] answer = record(in);
      return answer[0] == ALERT ? answer[answer.length - 1] : -1;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** As a web server does to whom somebody speaks TLS at a port without it. */
  private static void refuse(ServerSocket server) {
    try (Socket client = server.accept()) {
      record(new DataInputStream(client.getInputStream()));
      client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One TLS record: its type, and what it holds. */
  private static byte[] record(DataInputStream in) throws IOException {
    byte type = in.readByte();
    in.readShort();
    byte[] all = new byte[1 + in.readUnsignedShort()];
    all[0] = type;
    in.readFully(all, 1, all.length - 1);
    return all;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
