package org.psyopsos.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/**
 * Shows {@link PublicState} over HTTP. It reads files that everybody may read, so it needs no
 * rights; it answers GET and HEAD of a few fixed paths and looks at nothing else of a request.
 */
public final class StateServer implements AutoCloseable {

  /**
   * System properties that bound the JDK's server: seconds for a request and an answer, numbers of
   * headers and connections, bytes of all headers. It reads them once, before the first is made.
   */
  public static final Map<String, String> BOUNDS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "5",
          "sun.net.httpserver.maxRspTime", "5",
          "sun.net.httpserver.maxReqHeaders", "64",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.idleInterval", "10",
          "sun.net.httpserver.maxIdleConnections", "8",
          "jdk.httpserver.maxConnections", "64");

  private static final int THREADS = 2;
  private static final int WAITING = 16;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  private StateServer(HttpServer server) {
    this.server = server;
    this.threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING));
  }

  /**
   * Starts it.
   *
   * @param address to listen at; port 0 means any that is free
   * @throws NodeFault where that is impossible
   */
  public static StateServer start(InetSocketAddress address, Pages pages) {
    try {
      StateServer started = new StateServer(HttpServer.create(address, WAITING));
      started.server.setExecutor(started.threads);
      started.server.createContext("/", exchange -> answer(exchange, pages));
      started.server.start();
      return started;
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot listen")
              .at(address)
              .found(String.valueOf(e.getMessage()))
              .hint("is the port taken? --listen names another"),
          e);
    }
  }

  /** How it is reached. */
  public String url() {
    return "http://" + address().getHostString() + ":" + address().getPort();
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Pages pages) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean head = method.equals("HEAD");
      if (!head && !method.equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Page page = pages.at(String.valueOf(exchange.getRequestURI().getPath()));
      exchange.getResponseHeaders().set("Content-Type", page.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(page.body().length));
        exchange.sendResponseHeaders(page.status(), -1);
      } else {
        exchange.sendResponseHeaders(page.status(), page.body().length);
        exchange.getResponseBody().write(page.body());
      }
    }
  }
}
