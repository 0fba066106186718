package org.psyopsos.agent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers every request with bytes that need not be HTTP, and then hangs up. What it
 * can be made to send, a web server would not.
 */
public final class RawServer implements AutoCloseable {

  /** Writes an answer; the connection is closed afterwards. */
  @FunctionalInterface
  public interface Reply {
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  private final TestListener listener;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Reply reply = out -> {};

  public RawServer() throws IOException {
    listener = new TestListener(this::answer);
  }

  /** How it answers from now on. */
  public void reply(Reply next) {
    reply = next;
  }

  public void reply(byte[] answer) {
    reply(out -> out.write(answer));
  }

  /** The same, one byte for each character, {@code \n} as it stands. */
  public void reply(String answer) {
    reply(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Its address; ends with a slash. */
  public String url() {
    return listener.url() + "/";
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void answer(Socket connection) throws IOException, InterruptedException {
    readRequest(connection.getInputStream());
    requests.incrementAndGet();
    reply.writeTo(connection.getOutputStream());
    connection.shutdownOutput();
    connection.getInputStream().read(); // Until the client has hung up: no reset in between.
  }

  private static void readRequest(InputStream in) throws IOException {
    for (int lineFeeds = 0; lineFeeds < 2; ) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request");
      }
      lineFeeds = c == '\n' ? lineFeeds + 1 : c == '\r' ? lineFeeds : 0;
    }
  }
}
