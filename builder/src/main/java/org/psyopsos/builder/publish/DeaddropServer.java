package org.psyopsos.builder.publish;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * Serves a deaddrop's directory over HTTP as a bucket would: GET and HEAD, entity tags, single
 * ranges. For trying things out, and for a network without any other server.
 */
public final class DeaddropServer implements AutoCloseable {

  private final Path base;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool(DeaddropServer::daemon);
  private final Consumer<String> log;

  private DeaddropServer(Path base, HttpServer server, Consumer<String> log) {
    this.base = base;
    this.server = server;
    this.log = log;
  }

  /**
   * Starts serving.
   *
   * @param base the directory
   * @param address where to listen; port 0 for any free one
   * @param log is told a line for each request
   * @throws BadInput where there is no such directory, or somebody listens there already
   */
  public static DeaddropServer start(Path base, InetSocketAddress address, Consumer<String> log) {
    try {
      Path real = base.toRealPath();
      DeaddropServer deaddrop = new DeaddropServer(real, HttpServer.create(address, 64), log);
      deaddrop.server.createContext("/", deaddrop::handle);
      deaddrop.server.setExecutor(deaddrop.workers);
      deaddrop.server.start();
      return deaddrop;
    } catch (IOException e) {
      throw new BadInput(
          Problem.of("cannot serve the deaddrop")
              .at(base + " on " + address)
              .found(e.toString())
              .hint("publish with 'tk deploy' first; choose another port with --port"),
          e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    int status = 500;
    try (exchange) {
      status = answer(exchange);
    } catch (IOException e) {
      status = 499; // The client went away.
    } finally {
      log.accept(status + " " + request.replaceAll("\\p{Cntrl}", "?"));
    }
  }

  private int answer(HttpExchange exchange) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (!head && !exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return empty(exchange, 405);
    }
    Optional<Path> file = file(exchange.getRequestURI());
    if (file.isEmpty()) {
      return empty(exchange, 404);
    }
    BasicFileAttributes attributes = Files.readAttributes(file.get(), BasicFileAttributes.class);
    String tag = tag(attributes);
    exchange.getResponseHeaders().set("ETag", tag);
    exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
    exchange.getResponseHeaders().set("Content-Type", ContentTypes.of(file.get().toString()));
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      return empty(exchange, 304);
    }
    return body(exchange, file.get(), attributes.size(), head);
  }

  private static int body(HttpExchange exchange, Path file, long size, boolean head)
      throws IOException {
    Optional<ByteRange> asked = ByteRange.parse(exchange.getRequestHeaders().getFirst("Range"));
    if (asked.isPresent() && !asked.get().isWithin(size)) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
      return empty(exchange, 416);
    }
    long first = asked.map(range -> range.first(size)).orElse(0L);
    long length = asked.map(range -> range.last(size) + 1).orElse(size) - first;
    if (asked.isPresent()) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + first + "-" + (first + length - 1) + "/" + size);
    }
    int status = asked.isPresent() ? 206 : 200;
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
      return empty(exchange, status);
    }
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    copy(file, first, length, exchange.getResponseBody());
    return status;
  }

  private static void copy(Path file, long first, long length, OutputStream out)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (FileChannel in = FileChannel.open(file)) {
      long position = first;
      for (long left = length; left > 0; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int n = in.read(buffer, position);
        if (n < 0) {
          throw new IOException("the file became shorter: " + file);
        }
        out.write(buffer.array(), 0, n);
        position += n;
        left -= n;
      }
    }
  }

  private static int empty(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    return status;
  }

  /** The file that a URL means; none for one outside, behind a link out, or not there. */
  private Optional<Path> file(URI uri) {
    try {
      String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/+", "");
      Path file = base.resolve(path.isEmpty() ? DeaddropNames.INDEX : path).toRealPath();
      return file.startsWith(base) && Files.isRegularFile(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (IOException | java.nio.file.InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String tag(BasicFileAttributes attributes) {
    long modified = attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
    return "\"" + Long.toHexString(modified) + "-" + Long.toHexString(attributes.size()) + "\"";
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "deaddrop");
    thread.setDaemon(true);
    return thread;
  }
}
