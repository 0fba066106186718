package org.psyopsos.agent.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.SignedDocument;

/** A deaddrop behind a real web server on this machine, which can be told to misbehave. */
public final class TestDeaddrop implements AutoCloseable {

  /** How one object is answered. */
  @FunctionalInterface
  public interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  public static final String LATEST =
      DeaddropNames.channelLatest(TestRepository.CHANNEL, TestRepository.PLATFORM);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Map<String, Answer> special = new ConcurrentHashMap<>();
  private final AtomicLong bytesSent = new AtomicLong();
  private volatile boolean ranges = true;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  public TestDeaddrop() throws IOException {
    this(InetAddress.getLoopbackAddress());
  }

  /** One that is only reached at this address. */
  public TestDeaddrop(InetAddress address) throws IOException {
    server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Its address; ends with a slash. */
  public String url() {
    return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + port() + "/drop/";
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Publishes a release and a channel document that offers it. */
  public void publish(TestRepository repository, TestRelease release, long seq) {
    publish(release);
    offer(repository, repository.channel(release, seq));
  }

  public void publish(TestRelease release) {
    put(DeaddropNames.tarball(release.manifest()), release.tarball());
    put(DeaddropNames.chunks(release.manifest()), release.chunkIndex());
    put(release.signedManifest());
  }

  public void offer(TestRepository repository, ChannelDocument document) {
    put(repository.sign(document));
    put(
        DeaddropNames.channelLatest(TestRepository.CHANNEL, repository.platform()),
        (document.seq() + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  public void put(SignedDocument document) {
    put(document.name(), document.bytes());
    put(DeaddropNames.signature(document.name()), document.signatures().get(0));
  }

  public void put(String name, byte[] object) {
    objects.put(name, object.clone());
  }

  public void remove(String name) {
    objects.remove(name);
  }

  public byte[] get(String name) {
    return objects.get(name).clone();
  }

  /** Answers requests for this object in a way of its own. */
  public void answer(String name, Answer answer) {
    special.put(name, answer);
  }

  /** Takes that back. */
  public void answerAsEver(String name) {
    special.remove(name);
  }

  /** The names of all objects. */
  public List<String> names() {
    return objects.keySet().stream().sorted().toList();
  }

  /** The names that were asked for, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  public void forgetRequests() {
    requests.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().replaceFirst("^/drop/", "");
      requests.add(name);
      if (special.containsKey(name)) {
        special.get(name).send(exchange);
      } else if (!objects.containsKey(name)) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        send(exchange, objects.get(name));
      }
    }
  }

  /** Whether parts of objects are served. */
  public void ranges(boolean are) {
    ranges = are;
  }

  /** How many bytes of bodies were sent. */
  public long bytesSent() {
    return bytesSent.get();
  }

  /** Hangs up when it has sent so many bytes more of this object, once. */
  public void breakOffAfter(String name, int bytes) {
    AtomicBoolean broken = new AtomicBoolean();
    answer(
        name,
        exchange -> {
          if (broken.getAndSet(true)) {
            send(exchange, objects.get(name));
          } else {
            byte[] object = part(exchange, objects.get(name));
            bytesSent.addAndGet(bytes);
            exchange.getResponseBody().write(object, 0, bytes);
            exchange.getResponseBody().flush();
            throw new IOException("the connection breaks");
          }
        });
  }

  private void send(HttpExchange exchange, byte[] object) throws IOException {
    String etag = "\"" + Sha256.of(object).hex().substring(0, 16) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    byte[] body = part(exchange, object);
    bytesSent.addAndGet(body.length); // Before whoever reads the last of them looks.
    exchange.getResponseBody().write(body);
  }

  /** Begins the answer; returns what belongs into its body. */
  private byte[] part(HttpExchange exchange, byte[] object) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null || !ranges) {
      exchange.sendResponseHeaders(200, object.length);
      return object;
    }
    String[] bounds = range.replace("bytes=", "").split("-", 2);
    int from = Integer.parseInt(bounds[0]);
    int to = Integer.parseInt(bounds[1]) + 1;
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + object.length);
    exchange.sendResponseHeaders(206, to - from);
    return Arrays.copyOfRange(object, from, to);
  }
}
