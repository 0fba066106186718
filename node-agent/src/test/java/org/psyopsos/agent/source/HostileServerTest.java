package org.psyopsos.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.testing.RawServer;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.release.Span;

/** Answers that no web server gives, byte by byte. */
class HostileServerTest {

  private RawServer server;
  private HttpObjects objects;

  @BeforeEach
  void start() throws IOException {
    server = new RawServer();
    objects = new HttpObjects(Route.to(URI.create(server.url())), HttpLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPlainObjectIsRead() {
    server.reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(objects.get("object", 5)).asString().isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/9\r\nContent-Length: 5\r\n",
        "HTTP/1.1 304 Not Modified\r\n",
        "HTTP/1.1 204 No Content\r\n",
        "HTTP/1.1 203 Non-Authoritative Information\r\nContent-Length: 5\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: br, identity\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n",
        "HTTP/9.9 200 OK\r\nContent-Length: 5\r\n",
        "HTTP/1.1 -1 OK\r\nContent-Length: 5\r\n",
        "HTTP/1.1 -200 OK\r\nContent-Length: 5\r\n",
        "\0\0\0",
        "",
      })
  void anythingElseIsRefused(String head) {
    server.reply(head + "\r\nhello");
    assertThatThrownBy(() -> objects.get("object", 100)).isInstanceOf(Unreachable.class);
    assertThatThrownBy(() -> objects.open("object", 5).readAllBytes())
        .isInstanceOf(Failure.class)
        .isNotInstanceOfAny(org.psyopsos.failure.NodeFault.class);
  }

  @Test
  void withoutALengthTheBytesAreCounted() {
    server.reply("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(objects.get("object", 5)).asString().isEqualTo("hello");
    Untrusted refusal = catchThrowableOfType(Untrusted.class, () -> objects.get("object", 4));
    assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.SIZE_MISMATCH);
  }

  @Test
  void bytesBeyondTheAnnouncedLengthAreNotRead() {
    server.reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more");
    assertThat(objects.get("object", 100)).asString().isEqualTo("hello");
    assertThat(objects.get("object", 100)).as("nor taken for the next answer").hasSize(5);
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void headersWithoutEndEndWithoutBeingKept() {
    AtomicLong sent = new AtomicLong();
    server.reply(out -> endless(out, "HTTP/1.1 200 OK\r\nX: ", "x".repeat(8192), sent));
    assertThatThrownBy(() -> objects.get("object", 5)).isInstanceOf(Unreachable.class);
    assertThat(sent.get()).as("what fits buffers, and no more").isLessThan(16 << 20);
  }

  @Test
  void aChunkHeaderWithoutEndIsNotLookedAt() {
    AtomicLong sent = new AtomicLong();
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;";
    server.reply(out -> endless(out, head, "x".repeat(8192), sent));
    assertThatThrownBy(() -> objects.get("object", 5)).isInstanceOf(Unreachable.class);
    assertThat(sent.get()).as("what fits buffers, and no more").isLessThan(16 << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/object",
        "http://127.0.0.2/object",
        "http://127.0.0.1:1/object",
        "ftp://127.0.0.1/object",
        "//evil.example/object",
        "file:///etc/passwd",
        "javascript:0",
      })
  void aRedirectToAnotherServerOrSchemeIsNotFollowed(String location) {
    server.reply("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    assertThatThrownBy(() -> objects.get("object", 5))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("elsewhere");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void aRedirectDoesNotLeadOutOfTls() {
    HttpUrl safe = HttpUrl.get("https://deaddrop.example:8443/object");
    assertThatThrownBy(() -> HttpObjects.follow(safe, "http://deaddrop.example:8443/object"))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("http://deaddrop.example:8443/object");
    assertThat(HttpObjects.follow(safe, "/elsewhere").isHttps()).isTrue();
  }

  @Test
  void aRedirectThatDoesNotSayWhereToEnds() {
    server.reply("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
    assertThatThrownBy(() -> objects.get("object", 5)).isInstanceOf(Unreachable.class);
    assertThat(server.requests()).isLessThanOrEqualTo(6);
  }

  @Test
  void anEntityTagThatCannotBeSentBackIsNotKept() {
    for (String tag :
        new String[] {"\"\u00e9\"", "unquoted", "\"" + "x".repeat(200) + "\"", "\"a b\""}) {
      server.reply("HTTP/1.1 200 OK\r\nETag: " + tag + "\r\nContent-Length: 2\r\n\r\n4\n");
      assertThat(found(Optional.empty()).etag()).as(tag).isEmpty();
    }
  }

  @Test
  void anEntityTagThatRottedInTheCacheIsNotSent() {
    server.reply("HTTP/1.1 200 OK\r\nETag: \"good\"\r\nContent-Length: 2\r\n\r\n4\n");
    assertThat(found(Optional.of("\"\u0000\u00e9")).etag()).contains("\"good\"");
  }

  @Test
  void notModifiedIsNoAnswerToAQuestionThatWasNotAsked() {
    server.reply("HTTP/1.1 304 Not Modified\r\n\r\n");
    assertThatThrownBy(() -> objects.ask("latest", 64, Optional.empty()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("HTTP 304");
    assertThat(objects.ask("latest", 64, Optional.of("\"tag\"")))
        .isEqualTo(new ObjectSource.Reply.Unchanged());
  }

  @Test
  void aPartIsTheOneThatWasAskedForOrNone() throws IOException {
    Span span = new Span(2, 4);
    server.reply(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-3/5\r\nContent-Length: 2\r\n\r\nll");
    try (InputStream in = objects.open("object", 5, span).in()) {
      assertThat(in.readAllBytes()).asString().isEqualTo("ll");
    }
    server.reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(objects.open("object", 5, span).isWhole()).isTrue();
    for (String range :
        new String[] {
          "Content-Range: bytes 2-4/5\r\n",
          "Content-Range: bytes 1-2/5\r\n",
          "Content-Range: bytes 2-3/6\r\n",
          "Content-Range: bytes 2-3/*\r\n",
          "Content-Range: bytes 2-3/5\r\nContent-Length: 3\r\n",
          "",
        }) {
      server.reply("HTTP/1.1 206 Partial Content\r\n" + range + "\r\nll");
      Untrusted refusal =
          catchThrowableOfType(Untrusted.class, () -> objects.open("object", 5, span));
      assertThat(refusal.reason()).as(range).isEqualTo(Untrusted.Reason.SIZE_MISMATCH);
    }
    server.reply("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n");
    assertThatThrownBy(() -> objects.open("object", 5, span)).isInstanceOf(Unreachable.class);
  }

  @Test
  void anObjectThatEndsEarlyIsUnreachable() throws IOException {
    server.reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
    assertThatThrownBy(() -> objects.get("object", 5)).isInstanceOf(Unreachable.class);
    try (InputStream in = objects.open("object", 5)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(Unreachable.class);
    }
  }

  private ObjectSource.Reply.Found found(Optional<String> etag) {
    return (ObjectSource.Reply.Found) objects.ask("latest", 64, etag);
  }

  private static void endless(OutputStream out, String head, String rest, AtomicLong sent)
      throws IOException {
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] more = rest.getBytes(StandardCharsets.US_ASCII);
    while (sent.addAndGet(more.length) < 1L << 30) {
      out.write(more);
    }
  }
}
