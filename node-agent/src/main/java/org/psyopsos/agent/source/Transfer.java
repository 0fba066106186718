package org.psyopsos.agent.source;

import java.io.IOException;
import java.io.InputStream;
import okhttp3.Response;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;

/** The body of an answer, as it arrives. Every way in which it can fail is {@link Unreachable}. */
final class Transfer extends InputStream {

  private final Response response;
  private final InputStream body;
  private final Watchdog watchdog;
  private final String url;
  private final long length;
  private long received;

  /**
   * Reads a response's body.
   *
   * @param length how many bytes must come at least
   * @param url for errors
   */
  Transfer(Response response, Watchdog watchdog, long length, String url) {
    this.response = response;
    this.body = response.body().byteStream();
    this.watchdog = watchdog;
    this.length = length;
    this.url = url;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    int read = waitFor(into, offset, count);
    if (read < 0 && received < length) {
      throw new Unreachable(
          Problem.of("the transfer ended early")
              .at(url)
              .expected(length + " bytes")
              .found(received)
              .hint("it will be tried again with the next poll"));
    }
    received += Math.max(0, read);
    return read;
  }

  @Override
  public void close() {
    watchdog.close();
    response.close();
  }

  private int waitFor(byte[] into, int offset, int count) {
    watchdog.begin();
    try {
      return body.read(into, offset, count);
    } catch (IOException | RuntimeException e) {
      String found = watchdog.fired() ? "silence, or too few bytes per second" : text(e);
      throw new Unreachable(
          Problem.of("the transfer broke off")
              .at(url)
              .found(found + " after " + received + " bytes")
              .hint("it will be tried again with the next poll"),
          e);
    } finally {
      watchdog.end();
    }
  }

  private static String text(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
