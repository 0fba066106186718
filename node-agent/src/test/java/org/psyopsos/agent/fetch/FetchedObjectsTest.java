package org.psyopsos.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.fetch.Frame.Kind;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.ObjectSource.Reply;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.testing.RawServer;
import org.psyopsos.agent.testing.TestFetcher;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.release.Span;

/** Objects by way of a fetcher: an honest one, and one that has been taken over. */
class FetchedObjectsTest {

  private final AtomicInteger connections = new AtomicInteger();
  private RawServer server;
  private FetchedObjects objects;

  @BeforeEach
  void start() throws IOException {
    server = new RawServer();
    objects = objects(Fetcher::serve);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void oneConnectionServesManyObjects() throws IOException {
    for (int i = 0; i < 3; i++) {
      server.reply(found("hello"));
      assertThat(objects.get("object", 5)).asString().isEqualTo("hello");
      try (InputStream in = objects.open("large", 5)) {
        assertThat(in.readAllBytes()).asString().isEqualTo("hello");
      }
    }
    assertThat(connections).hasValue(1);
  }

  @Test
  void oneConnectionServesManyParts() throws IOException {
    for (int i = 0; i < 3; i++) {
      server.reply(
          "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-3/5\r\nContent-Length: 2\r\n\r\nll");
      try (InputStream in = objects.open("large", 5, new Span(2, 4)).in()) {
        assertThat(in.readNBytes(new byte[2], 0, 2)).as("and not the end").isEqualTo(2);
      }
    }
    assertThat(connections).as("each costs the start of a program").hasValue(1);
  }

  @Test
  void anObjectOfManyFramesArrivesWhole() throws IOException {
    byte[] large = new byte[3 * Frame.MAX_PAYLOAD + 17];
    new Random(1).nextBytes(large);
    server.reply(
        out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + large.length + "\r\n\r\n"));
          out.write(large);
        });
    try (InputStream in = objects.open("large", large.length)) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
  }

  @Test
  void anObjectThatNobodyWantsAnyMoreEndsItsFetcherAndNothingElse() throws IOException {
    server.reply(
        out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"));
          while (true) {
            out.write(new byte[8192]);
          }
        });
    try (InputStream in = objects.open("large", 1_000_000_000)) {
      assertThat(in.read()).isZero();
    }
    server.reply(found("hello"));
    assertThat(objects.get("object", 5)).asString().isEqualTo("hello");
    assertThat(connections).hasValue(2);
  }

  @Test
  void whatCameToNothingIsToldAsWithoutAFetcher() {
    server.reply("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assertThat(objects.getIfThere("object", 5)).isEmpty();
    Unreachable absent = catchThrowableOfType(Unreachable.class, () -> objects.get("object", 5));
    assertThat(absent.problem().where()).isEqualTo(server.url() + "object");
    assertThat(absent.problem().found()).contains("HTTP 404");

    server.reply("HTTP/1.1 429 Slow Down\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
    Unreachable busy = catchThrowableOfType(Unreachable.class, () -> objects.get("object", 5));
    assertThat(busy.retryAfter()).contains(Duration.ofMinutes(2));

    server.reply(found("hello"));
    Untrusted longer = catchThrowableOfType(Untrusted.class, () -> objects.get("object", 4));
    assertThat(longer.reason()).isEqualTo(Untrusted.Reason.SIZE_MISMATCH);
    Untrusted other = catchThrowableOfType(Untrusted.class, () -> objects.open("object", 6));
    assertThat(other.reason()).isEqualTo(Untrusted.Reason.SIZE_MISMATCH);
    assertThat(other.problem().found()).isEqualTo("5 bytes");
    assertThat(connections).hasValue(1);
  }

  @Test
  void aTagIsPassedOnBothWays() {
    server.reply("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 2\r\n\r\n4\n");
    Reply.Found hint = (Reply.Found) objects.ask("latest", 64, Optional.empty());
    assertThat(hint.etag()).contains("\"x\"");
    server.reply("HTTP/1.1 304 Not Modified\r\n\r\n");
    assertThat(objects.ask("latest", 64, hint.etag())).isEqualTo(new Reply.Unchanged());
  }

  @Test
  void aTransferThatBreaksOffIsUnreachable() throws IOException {
    server.reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
    try (InputStream in = objects.open("large", 5)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(Unreachable.class)
          .hasMessageContaining("unexpected end of stream");
    }
  }

  @Test
  void withoutTheServiceItSaysWhereToLook(@TempDir Path directory) {
    Path socket = directory.resolve("no.socket");
    FetchedObjects nowhere =
        new FetchedObjects(
            () -> FetchConnection.to(socket),
            Route.to(URI.create(server.url())),
            HttpLimits.DEFAULT);
    Unreachable failure = catchThrowableOfType(Unreachable.class, () -> nowhere.get("object", 5));
    assertThat(failure.problem().hint()).contains("node-agent-fetch.socket");
  }

  @Test
  void theServiceIsReachedThroughItsSocket(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("fetch.socket");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      Thread thread = new Thread(() -> serveOne(listener));
      thread.start();
      server.reply(found("hello"));
      FetchedObjects there =
          new FetchedObjects(
              () -> FetchConnection.to(path),
              Route.to(URI.create(server.url())),
              HttpLimits.DEFAULT);
      assertThat(there.get("object", 5)).asString().isEqualTo("hello");
      try (InputStream in = there.open("object", 5)) {
        assertThat(in.read()).isEqualTo('h');
      }
      thread.join(TimeUnit.SECONDS.toMillis(20));
      assertThat(thread.isAlive()).as("ends when its agent hangs up").isFalse();
    }
  }

  @Test
  void aFetcherThatHangsUpIsUnreachable() {
    FetchedObjects gone = objects((in, out) -> {});
    assertThatThrownBy(() -> gone.get("object", 5))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("service that fetches");
  }

  @Test
  void aFetcherThatFallsSilentIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    FetchedObjects silent = impatient((in, out) -> await(end));
    assertThatThrownBy(() -> silent.get("object", 5))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("silence");
    end.countDown();
  }

  @Test
  void aFetcherCannotSendMoreThanWasAskedFor() throws IOException {
    FetchedObjects endless = objects(after(FetchedObjectsTest::endless));
    assertThatThrownBy(() -> endless.get("object", 100_000))
        .isInstanceOf(Untrusted.class)
        .hasMessageContaining("100000 bytes");
    try (InputStream in = endless.open("object", 100_000)) {
      assertThat(in.readAllBytes()).as("one more, to be told from enough").hasSize(100_001);
    }
    assertThat(connections).as("what else it says is no next answer").hasValue(2);
  }

  @Test
  void aFetcherCannotEndAnObjectEarly() {
    FetchedObjects early =
        objects(
            after(
                out -> {
                  Frame.write(
                      out, Kind.FOUND, new FetchReply("x", Optional.empty(), false).write());
                  Frame.write(out, Kind.BYTES, new byte[4]);
                  Frame.write(out, Kind.END, new byte[0]);
                }));
    assertThatThrownBy(() -> early.open("object", 5).readAllBytes())
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("4 of 5 bytes");
  }

  @Test
  void aFetcherCannotSayThatNothingHasChangedWhereNobodyKnowsSince() {
    FetchedObjects liar = objects(after(out -> Frame.write(out, Kind.UNCHANGED, new byte[0])));
    assertThatThrownBy(() -> liar.get("object", 5)).isInstanceOf(Unreachable.class);
  }

  @Test
  void oneThatIsNoAgentIsToldSo() {
    byte[] request = ascii("GET / HTTP/1.1\r\n\r\n");
    assertThatThrownBy(
            () -> Fetcher.serve(new ByteArrayInputStream(request), OutputStream.nullOutputStream()))
        .isInstanceOf(ProtocolException.class);
  }

  /** Something that is done for one agent. */
  @FunctionalInterface
  private interface Answer {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads the settings and a request, and answers with these frames. */
  private static TestFetcher.OtherEnd after(Answer answer) {
    return (in, out) -> {
      DataInputStream requests = new DataInputStream(in);
      Frame.read(requests);
      Frame.read(requests);
      DataOutputStream frames = new DataOutputStream(out);
      answer.writeTo(frames);
      frames.flush();
    };
  }

  private static void endless(DataOutputStream out) throws IOException {
    Frame.write(out, Kind.FOUND, new FetchReply("x", Optional.empty(), false).write());
    for (int i = 0; i < 1000; i++) {
      Frame.write(out, Kind.BYTES, new byte[Frame.MAX_PAYLOAD]);
    }
  }

  private FetchedObjects objects(TestFetcher.OtherEnd other) {
    return objects(other, HttpLimits.DEFAULT, Duration.ofMinutes(1));
  }

  private FetchedObjects impatient(TestFetcher.OtherEnd other) {
    Duration moment = Duration.ofMillis(20);
    return objects(other, new HttpLimits(moment, moment, 1 << 20), moment);
  }

  private FetchedObjects objects(TestFetcher.OtherEnd other, HttpLimits limits, Duration start) {
    return new FetchedObjects(
        () -> {
          connections.incrementAndGet();
          return TestFetcher.connect(other);
        },
        Route.to(URI.create(server.url())),
        limits,
        start);
  }

  private static void serveOne(ServerSocketChannel listener) {
    try (SocketChannel agent = listener.accept()) {
      Fetcher.serve(Channels.newInputStream(agent), Channels.newOutputStream(agent));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String found(String text) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
  }
}
