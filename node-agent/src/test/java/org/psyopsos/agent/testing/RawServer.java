package org.psyopsos.agent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

  private final ServerSocket socket;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Reply reply = out -> {};

  public RawServer() throws IOException {
    socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    start(this::serve);
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
    return "http://127.0.0.1:" + socket.getLocalPort() + "/";
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        start(() -> answer(connection));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      readRequest(connection.getInputStream());
      requests.incrementAndGet();
      reply.writeTo(connection.getOutputStream());
      connection.shutdownOutput();
      connection.getInputStream().read(); // Until the client has hung up: no reset in between.
    } catch (IOException e) {
      return; // The client had enough.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "raw server");
    thread.setDaemon(true);
    thread.start();
  }
}
