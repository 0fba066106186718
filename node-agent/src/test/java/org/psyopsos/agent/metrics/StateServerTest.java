package org.psyopsos.agent.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.NodeFault;

/** {@code serve}, asked by a client that somebody else wrote. */
class StateServerTest {

  @TempDir private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private Path log;
  private StateServer server;

  @BeforeEach
  void start() {
    log = directory.resolve("postboot.log");
    server = serve(Optional.of(log));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void healthIsTheStatus() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(503);
    publish("health.json", "{\"healthy\": true, \"reasons\": []}");
    assertThat(get("/health").statusCode()).isEqualTo(200);
    String ill = "{\"healthy\": false, \"reasons\": [\"not-committed\"]}";
    publish("health.json", ill);
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).isEqualTo(ill);
    publish("health.json", "{\"healthy\": true");
    assertThat(get("/health").statusCode()).isEqualTo(503);
  }

  @Test
  void metricsAreWhatWasLeft() throws Exception {
    assertThat(get("/metrics").statusCode()).isEqualTo(503);
    assertThat(get("/metrics").body()).startsWith("nothing to show yet");
    publish("metrics.prom", "node_agent_healthy 1\n");
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("node_agent_healthy 1\n");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void headIsTheSameWithoutBody() throws Exception {
    publish("metrics.prom", "node_agent_healthy 1\n");
    HttpResponse<String> answer = send("HEAD", "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).contains("21");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void nothingElseIsDone(String method) throws Exception {
    HttpResponse<String> answer = send(method, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics/",
        "/summary",
        "/health.json",
        "/../metrics.prom",
        "/metrics/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//metrics",
      })
  void thereIsNothingElse(String path) throws Exception {
    publish("metrics.prom", "node_agent_healthy 1\n");
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.1 40[04] .*");
  }

  @Test
  void theEndOfTheLogIsShownOnlyWhereItWasAskedFor() throws Exception {
    Files.writeString(log, "first\u001b[2J\n" + "0123456789abcde\n".repeat(2000));
    HttpResponse<String> answer = get("/postboot-log");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().lines()).hasSizeBetween(1000, 1024).containsOnly("0123456789abcde");
    Files.writeString(log, "short\u001b[2J\n");
    assertThat(get("/postboot-log").body()).isEqualTo("short?[2J\n");
    Files.delete(log);
    HttpResponse<String> missing = get("/postboot-log");
    assertThat(missing.statusCode()).isEqualTo(503);
    assertThat(missing.body()).isEqualTo("the log cannot be read\n");

    server.close();
    server = serve(Optional.empty());
    assertThat(get("/postboot-log").statusCode()).isEqualTo(404);
  }

  @Test
  void itSurvivesWhatIsNoHttp() throws Exception {
    publish("metrics.prom", "node_agent_healthy 1\n");
    for (String nonsense :
        List.of("\r\n\r\n", "GET\r\n\r\n", "\0\0\0\0\r\n", "GET / HTTP/9\r\n\r\n")) {
      raw(nonsense);
    }
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      silent.add(new Socket(server.address().getAddress(), server.address().getPort()));
    }
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void aTakenPortIsToldWithWhatToDo() {
    assertThatThrownBy(() -> StateServer.start(server.address(), pages(Optional.empty())))
        .isInstanceOfSatisfying(
            NodeFault.class, e -> assertThat(e.problem().hint()).contains("--listen"));
  }

  private StateServer serve(Optional<Path> postbootLog) {
    return StateServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages(postbootLog));
  }

  private Pages pages(Optional<Path> postbootLog) {
    return new Pages(new PublicState(directory), postbootLog);
  }

  private void publish(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString(UTF_8));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
