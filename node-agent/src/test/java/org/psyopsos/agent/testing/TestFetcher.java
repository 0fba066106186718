package org.psyopsos.agent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.psyopsos.agent.fetch.FetchConnection;
import org.psyopsos.agent.fetch.Fetcher;

/** What systemd starts for each connection: here a thread at the other end of a socket. */
public final class TestFetcher {

  private TestFetcher() {}

  /** The other end. */
  @FunctionalInterface
  public interface OtherEnd {
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  /** A connection to a fetcher of its own. */
  public static FetchConnection connect() throws IOException {
    return connect(Fetcher::serve);
  }

  /** A connection to something else. */
  public static FetchConnection connect(OtherEnd other) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket here = new Socket(listener.getInetAddress(), listener.getLocalPort());
      Socket there = listener.accept();
      Thread thread = new Thread(() -> serve(there, other), "fetcher");
      thread.setDaemon(true);
      thread.start();
      return new FetchConnection(here.getInputStream(), here.getOutputStream(), here);
    }
  }

  private static void serve(Socket socket, OtherEnd other) {
    try (socket) {
      other.serve(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
