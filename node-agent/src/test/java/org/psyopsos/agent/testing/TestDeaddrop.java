package org.psyopsos.agent.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  public TestDeaddrop() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
    put(LATEST, (document.seq() + "\n").getBytes(StandardCharsets.US_ASCII));
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

  private static void send(HttpExchange exchange, byte[] object) throws IOException {
    String etag = "\"" + Sha256.of(object).hex().substring(0, 16) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.sendResponseHeaders(200, object.length);
    exchange.getResponseBody().write(object);
  }
}
