package org.psyopsos.agent.attack;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One answer of a {@link HostileServer}: what it is told to say is sent at once, as it is. */
final class HostileAnswer {

  private final Request request;
  private final byte[] object;
  private final Socket socket;
  private final CountDownLatch end;
  private final AtomicLong sent = new AtomicLong();

  /**
   * What was asked for.
   *
   * @param head the request line and headers
   * @param url the address of the object
   */
  record Request(String head, String url) {}

  /**
   * An answer that is yet to be given.
   *
   * @param object what an honest server would send
   * @param end of the server: what waits then waits no more
   */
  HostileAnswer(Request request, byte[] object, Socket socket, CountDownLatch end) {
    this.request = request;
    this.object = object;
    this.socket = socket;
    this.end = end;
  }

  byte[] object() {
    return object;
  }

  String url() {
    return request.url();
  }

  boolean isAskedWith(String header) {
    return request.head().lines().anyMatch(header::equals);
  }

  /** The status line and headers. The connection is not used again. */
  void head(String status, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    text(head.append("\r\n").toString());
  }

  void text(String text) throws IOException {
    bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void bytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    sent.addAndGet(bytes.length);
  }

  /** Sends the same for ever: until the client hangs up, or the server is closed. */
  void endlessly(byte[] bytes) throws IOException {
    while (end.getCount() > 0) {
      bytes(bytes);
    }
  }

  /** Sends byte after byte with a pause in between. */
  void drip(byte[] bytes, Duration pause) throws IOException {
    for (int i = 0; i < bytes.length && end.getCount() > 0; i++) {
      bytes(new byte[] {bytes[i]});
      pause(pause);
    }
  }

  /** Says nothing more, and keeps the connection open until the server is closed. */
  void stall() {
    pause(Duration.ofMinutes(5));
  }

  /** Ends with a reset, not with an end of stream. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** How many bytes were sent. */
  long sent() {
    return sent.get();
  }

  private void pause(Duration atMost) {
    try {
      end.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
