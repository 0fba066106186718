package org.psyopsos.agent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of this machine; each connection to it is served by a thread of its own. */
final class TestListener implements AutoCloseable {

  private static final int BACKLOG = 64;

  private final ServerSocket socket;
  private final Service service;

  /** What is done with a connection; it is closed afterwards. */
  @FunctionalInterface
  interface Service {
    void serve(Socket connection) throws IOException, InterruptedException;
  }

  TestListener(Service service) throws IOException {
    this.service = service;
    this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Its address, without a slash at the end. */
  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something beside all else; nobody waits for its end. */
  static void start(Runnable task) {
    Thread thread = new Thread(task, "test listener");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        start(() -> serve(connection));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      service.serve(connection);
    } catch (IOException e) {
      return; // The other side had enough.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
