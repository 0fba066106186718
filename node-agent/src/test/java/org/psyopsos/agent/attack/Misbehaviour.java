package org.psyopsos.agent.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.psyopsos.manifest.Sha256;

/** How a {@link HostileServer} answers for an object that it holds. */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas capture nothing.
enum Misbehaviour {
  /** As a web server does. */
  NONE(
      answer -> {
        String etag = "\"" + Sha256.of(answer.object()).hex().substring(0, 16) + "\"";
        if (answer.isAskedWith("If-None-Match: " + etag)) {
          answer.head("304 Not Modified", "ETag: " + etag);
        } else {
          answer.head("200 OK", "ETag: " + etag, length(answer.object()));
          answer.bytes(answer.object());
        }
      }),

  /** The last byte is missing, and the announced length agrees with that. */
  ONE_BYTE_SHORT(answer -> ok(answer, resized(answer.object(), -1))),

  /** A byte too many, and the announced length agrees with that. */
  ONE_BYTE_LONG(answer -> ok(answer, resized(answer.object(), 1))),

  /** The last byte is missing; no length is announced. */
  SHORT_WITHOUT_LENGTH(
      answer -> {
        answer.head("200 OK");
        answer.bytes(resized(answer.object(), -1));
      }),

  /** A byte too many; no length is announced. */
  LONG_WITHOUT_LENGTH(
      answer -> {
        answer.head("200 OK");
        answer.bytes(resized(answer.object(), 1));
      }),

  /** The object, and then zeros without end. */
  ENDLESS(
      answer -> {
        answer.head("200 OK");
        answer.bytes(answer.object());
        answer.endlessly(new byte[1 << 16]);
      }),

  /** The longest length that a number can say, and a body that keeps that promise. */
  ENDLESS_ANNOUNCED(
      answer -> {
        answer.head("200 OK", "Content-Length: " + Long.MAX_VALUE);
        answer.bytes(answer.object());
        answer.endlessly(new byte[1 << 16]);
      }),

  /** The whole object behind a length that says less. */
  LENGTH_SAYS_LESS(
      answer -> {
        answer.head("200 OK", "Content-Length: " + answer.object().length / 2);
        answer.bytes(answer.object());
      }),

  /** The whole object behind a length that says more. */
  LENGTH_SAYS_MORE(
      answer -> {
        answer.head("200 OK", "Content-Length: " + 2 * answer.object().length);
        answer.bytes(answer.object());
      }),

  /** The right length, and half of the object. */
  ENDS_HALF_WAY(Misbehaviour::half),

  /** Half of the object, and a reset. */
  RESET_HALF_WAY(
      answer -> {
        half(answer);
        answer.reset();
      }),

  /** The object, compressed, and said to be. */
  COMPRESSED(
      answer -> {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
          gzip.write(answer.object());
        }
        answer.head("200 OK", "Content-Encoding: gzip", length(compressed.toByteArray()));
        answer.bytes(compressed.toByteArray());
      }),

  /** A part that nobody asked for. */
  PARTIAL(
      answer -> {
        int half = answer.object().length / 2;
        answer.head(
            "206 Partial Content",
            "Content-Range: bytes 0-" + (half - 1) + "/" + answer.object().length,
            "Content-Length: " + half);
        answer.bytes(Arrays.copyOf(answer.object(), half));
      }),

  /** "Not modified", whatever was asked. */
  NOT_MODIFIED(answer -> answer.head("304 Not Modified", "ETag: \"any\"")),

  /** To the same address over TLS: another scheme. */
  REDIRECT_TO_ANOTHER_SCHEME(answer -> redirect(answer, answer.url().replace("http:", "https:"))),

  /** To another host, which would answer. */
  REDIRECT_TO_ANOTHER_HOST(
      answer -> redirect(answer, answer.url().replace("127.0.0.1", "localhost"))),

  /** To a file of the node. */
  REDIRECT_TO_A_FILE(answer -> redirect(answer, "file:///etc/shadow")),

  /** To itself. */
  REDIRECT_TO_ITSELF(answer -> redirect(answer, answer.url())),

  /** A redirect whose target would colour a terminal and forge a line of a log. */
  REDIRECT_WITH_CONTROL_CHARACTERS(
      answer -> redirect(answer, "//\u001b[2J\u0085node-agent: updated/%0a")),

  /** No such object. */
  NOT_FOUND(answer -> answer.head("404 Not Found", "Content-Length: 0")),

  /** Not a word. */
  STALL_BEFORE_HEADERS(HostileAnswer::stall),

  /** The headers, and then not a word. */
  STALL_AFTER_HEADERS(
      answer -> {
        answer.head("200 OK", length(answer.object()));
        answer.stall();
      }),

  /** Half of the object, and then not a word. */
  STALL_HALF_WAY(
      answer -> {
        half(answer);
        answer.stall();
      }),

  /** Byte after byte, each well before the client's patience with silence ends. */
  DRIP(
      answer -> {
        answer.head("200 OK", length(answer.object()));
        answer.drip(answer.object(), Duration.ofMillis(50));
      }),

  /** Headers without end. */
  ENDLESS_HEADERS(
      answer -> {
        answer.text("HTTP/1.1 200 OK\r\n");
        answer.endlessly(ascii("X-More: " + "x".repeat(1 << 16) + "\r\n"));
      }),

  /** Interim answers without end. */
  ENDLESS_INTERIM_ANSWERS(
      answer -> answer.endlessly(ascii("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)))),

  /** Another protocol. */
  NOT_HTTP(answer -> answer.text("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")),

  /** An error whose reason would colour a terminal, forge a line of a log and go on for ever. */
  ERROR_WITH_CONTROL_CHARACTERS(
      answer ->
          answer.head(
              "503 \u001b]0;owned\u0007\u001b[2J\rnode-agent: updated\u009b1m" + "A".repeat(9999),
              "Content-Length: 0"));

  private final Answering answering;

  Misbehaviour(Answering answering) {
    this.answering = answering;
  }

  @FunctionalInterface
  private interface Answering {
    void send(HostileAnswer answer) throws IOException;
  }

  /** Answers one request. */
  void send(HostileAnswer answer) throws IOException {
    answering.send(answer);
  }

  /** Whether it ends only when the client loses its patience. */
  boolean isSlow() {
    return switch (this) {
      case STALL_BEFORE_HEADERS,
          STALL_AFTER_HEADERS,
          STALL_HALF_WAY,
          DRIP,
          ENDLESS_INTERIM_ANSWERS ->
          true;
      default -> false;
    };
  }

  private static void ok(HostileAnswer answer, byte[] body) throws IOException {
    answer.head("200 OK", length(body));
    answer.bytes(body);
  }

  private static void half(HostileAnswer answer) throws IOException {
    answer.head("200 OK", length(answer.object()));
    answer.bytes(Arrays.copyOf(answer.object(), answer.object().length / 2));
  }

  private static void redirect(HostileAnswer answer, String location) throws IOException {
    answer.head("302 Found", "Location: " + location, "Content-Length: 0");
  }

  private static byte[] resized(byte[] object, int by) {
    return Arrays.copyOf(object, object.length + by);
  }

  private static String length(byte[] body) {
    return "Content-Length: " + body.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
