package org.psyopsos.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.source.ReleaseSource.Latest;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.release.Span;
import org.psyopsos.testing.TestRepository;

/** How the source behaves towards a server that does not. */
class DeaddropSourceTest {

  private static final HttpLimits IMPATIENT =
      new HttpLimits(Duration.ofSeconds(5), Duration.ofSeconds(2), 1000);

  private final CountDownLatch end = new CountDownLatch(1);
  private TestDeaddrop deaddrop;
  private ReleaseSource source;
  private ReleaseSource impatient;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    source = source(URI.create(deaddrop.url()), HttpLimits.DEFAULT);
    impatient = source(URI.create(deaddrop.url()), IMPATIENT);
  }

  @AfterEach
  void stop() {
    end.countDown();
    deaddrop.close();
  }

  @Test
  void anUnchangedHintIsRecognisedByItsTag() {
    deaddrop.put(TestDeaddrop.LATEST, ascii("42\n"));
    Latest first = source.latest(Optional.empty());
    assertThat(first).isInstanceOf(Latest.Document.class);
    Latest.Document document = (Latest.Document) first;
    assertThat(document.id()).isEqualTo(DocumentId.ofChannel(42));
    assertThat(source.latest(document.tag())).isEqualTo(new Latest.Unchanged());
  }

  @Test
  void oneConnectionServesManyObjects() {
    Set<Integer> connections = ConcurrentHashMap.newKeySet();
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          connections.add(exchange.getRemoteAddress().getPort());
          begin(exchange, 2).write(ascii("42"));
        });
    ReleaseSource patient = source(URI.create(deaddrop.url()), HttpLimits.DEFAULT);
    for (int i = 0; i < 3; i++) {
      patient.latest(Optional.empty());
    }
    assertThat(connections).hasSize(1);
  }

  @Test
  void oneConnectionServesManyParts() throws IOException {
    Set<Integer> connections = ConcurrentHashMap.newKeySet();
    deaddrop.answer(
        "object",
        exchange -> {
          connections.add(exchange.getRemoteAddress().getPort());
          exchange.getResponseHeaders().set("Content-Range", "bytes 2-3/5");
          exchange.sendResponseHeaders(206, 2);
          exchange.getResponseBody().write(ascii("ll"));
        });
    HttpObjects objects = new HttpObjects(Route.to(URI.create(deaddrop.url())), HttpLimits.DEFAULT);
    for (int i = 0; i < 3; i++) {
      try (InputStream in = objects.open("object", 5, new Span(2, 4)).in()) {
        assertThat(in.readNBytes(new byte[2], 0, 2)).isEqualTo(2);
      }
    }
    assertThat(connections).hasSize(1);
  }

  @Test
  void silenceBeforeTheHeadersEnds() {
    deaddrop.answer(TestDeaddrop.LATEST, exchange -> await());
    assertThatThrownBy(() -> impatient.latest(Optional.empty())).isInstanceOf(Unreachable.class);
  }

  @Test
  void silenceInTheBodyEnds() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          begin(exchange, 2).write('4');
          exchange.getResponseBody().flush();
          await();
        });
    assertThatThrownBy(() -> impatient.latest(Optional.empty()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("broke off");
  }

  @Test
  void droppingBytesOneByOneEnds() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          OutputStream body = begin(exchange, 64);
          for (int i = 0; i < 64 && end.getCount() > 0; i++) {
            body.write('1');
            body.flush();
            await(Duration.ofMillis(100));
          }
        });
    assertThatThrownBy(() -> impatient.latest(Optional.empty()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("too few bytes per second");
  }

  @Test
  void aRedirectOnTheSameServerIsFollowed() {
    deaddrop.put("elsewhere", ascii("7\n"));
    redirect(TestDeaddrop.LATEST, "/drop/elsewhere");
    assertThat(source.latest(Optional.empty()))
        .isInstanceOfSatisfying(
            Latest.Document.class, at -> assertThat(at.id().seq()).isEqualTo(7));
  }

  @Test
  void redirectsWithoutEndEnd() {
    redirect(TestDeaddrop.LATEST, "/drop/" + TestDeaddrop.LATEST);
    assertThatThrownBy(() -> source.latest(Optional.empty()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("at most 5 redirects");
  }

  @Test
  void anEncodedAnswerIsRefused() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          begin(exchange, 2).write(ascii("42"));
        });
    assertThatThrownBy(() -> source.latest(Optional.empty()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("gzip");
  }

  @Test
  void theWishToBeLeftAloneIsPassedOn() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "120");
          exchange.sendResponseHeaders(429, -1);
        });
    Unreachable refused =
        catchThrowableOfType(Unreachable.class, () -> source.latest(Optional.empty()));
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(2));
  }

  @Test
  void noPasswordIsToldInAnError() throws IOException {
    URI secret = URI.create(deaddrop.url().replace("http://", "http://user:canary@"));
    ReleaseSource withPassword = source(secret, HttpLimits.DEFAULT);
    Unreachable missing =
        catchThrowableOfType(Unreachable.class, () -> withPassword.latest(Optional.empty()));
    assertThat(missing.problem().toString()).contains("HTTP 404").doesNotContain("canary");
  }

  private static ReleaseSource source(URI base, HttpLimits limits) {
    return new DeaddropSource(
        new HttpObjects(Route.to(base), limits), new TestRepository().recipient());
  }

  private void redirect(String name, String location) {
    deaddrop.answer(
        name,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  private static OutputStream begin(HttpExchange exchange, int length) throws IOException {
    exchange.sendResponseHeaders(200, length);
    return exchange.getResponseBody();
  }

  private void await() {
    await(Duration.ofSeconds(20));
  }

  private void await(Duration atMost) {
    try {
      end.await(atMost.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
