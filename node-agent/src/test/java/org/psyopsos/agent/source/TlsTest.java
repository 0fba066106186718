package org.psyopsos.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.testing.TestRepository;

/** Which servers the agent does not talk to over HTTPS. */
class TlsTest {

  private static final HttpLimits IMPATIENT =
      new HttpLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 1000);

  private static final String PASSWORD = "password";
  private static final int HANDSHAKE = 22;
  private static final int ALERT = 21;
  private static final int PROTOCOL_VERSION = 70;
  private static final int TLS_1_1 = 0x0302;

  @TempDir private Path directory;

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(withOwnCertificate()));
    server.createContext("/", exchange -> requests.incrementAndGet());
    server.start();
    try {
      Unreachable refused = refused(server.getAddress().getPort());
      assertThat(refused.problem().what()).isEqualTo("no safe connection to the deaddrop");
      assertThat(refused.problem().found()).contains("certification path");
      assertThat(refused.problem().hint()).contains("certificate").contains("clock");
      assertThat(requests).hasValue(0);
    } finally {
      server.stop(0);
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

  private static Unreachable refused(int port) {
    URI base = URI.create("https://127.0.0.1:" + port + "/");
    ReleaseSource source =
        new DeaddropSource(new HttpObjects(base, IMPATIENT), new TestRepository().recipient());
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

  /** One TLS record: its type, and what it holds. */
  private static byte[] record(DataInputStream in) throws IOException {
    byte type = in.readByte();
    in.readShort();
    byte[] all = new byte[1 + in.readUnsignedShort()];
    all[0] = type;
    in.readFully(all, 1, all.length - 1);
    return all;
  }

  private SSLContext withOwnCertificate() throws IOException, GeneralSecurityException {
    Path store = directory.resolve("server.p12");
    new ProcessCommandRunner()
        .runOrFail(
            Command.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
