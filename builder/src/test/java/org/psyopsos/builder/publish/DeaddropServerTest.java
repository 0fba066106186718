package org.psyopsos.builder.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.failure.BadInput;

class DeaddropServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private @TempDir Path folder;

  /** A line comes after its answer: wait for it. */
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  private DeaddropServer server;

  @BeforeEach
  void start() throws IOException {
    Path base = Files.createDirectories(folder.resolve("deaddrop/os")).getParent();
    Files.writeString(folder.resolve("secret"), "not for the world");
    Files.writeString(base.resolve("os/file"), "0123456789");
    Files.writeString(base.resolve("index.html"), "<html>");
    Files.createSymbolicLink(base.resolve("link"), folder.resolve("secret"));
    server = DeaddropServer.start(base, ANY_PORT, log::add);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, 200, 0123456789, none",
        "bytes=2-4, 206, 234, bytes 2-4/10",
        "bytes=7-, 206, 789, bytes 7-9/10",
        "bytes=7-100, 206, 789, bytes 7-9/10",
        "bytes=-3, 206, 789, bytes 7-9/10",
        "bytes=-30, 206, 0123456789, bytes 0-9/10",
        "bytes=10-, 416, '', bytes */10",
        "bytes=-0, 416, '', bytes */10",
        "'bytes=0-1,3-4', 200, 0123456789, none",
        "bytes=4-2, 200, 0123456789, none",
        "lines=1-2, 200, 0123456789, none",
      })
  void answersRanges(String range, int status, String body, String contentRange) throws Exception {
    HttpResponse<String> response =
        range == null ? get("/os/file") : get("/os/file", "Range", range);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
  }

  @Test
  void anEntityTagSavesTheBodyUntilTheFileChanges() throws Exception {
    String tag = get("/os/file").headers().firstValue("ETag").orElseThrow();

    assertThat(get("/os/file", "If-None-Match", tag).statusCode()).isEqualTo(304);
    Files.writeString(folder.resolve("deaddrop/os/file"), "changed!!!!");
    assertThat(get("/os/file", "If-None-Match", tag).body()).isEqualTo("changed!!!!");
  }

  @Test
  void showsTheIndexAndNothingOutside() throws Exception {
    assertThat(get("/").body()).isEqualTo("<html>");
    assertThat(get("/none").statusCode()).isEqualTo(404);
    assertThat(get("/os").statusCode()).isEqualTo(404);
    assertThat(get("/link").statusCode()).as("a link out").isEqualTo(404);
    for (String path :
        List.of("/../secret", "/os/../../secret", "/%2e%2e/secret", "/..%2fsecret")) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .as(path)
          .doesNotContain("not for the world")
          .contains(" 404 ");
    }
  }

  @Test
  void answersHeadAndRefusesEverythingElse() throws Exception {
    assertThat(raw("HEAD /os/file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .contains("200 OK")
        .containsIgnoringCase("Content-length: 10")
        .endsWith("\r\n\r\n");
    assertThat(log.poll(1, TimeUnit.MINUTES)).isEqualTo("200 HEAD /os/file");
    assertThat(raw("PUT /os/file HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .contains("405");
    assertThat(log.poll(1, TimeUnit.MINUTES)).isEqualTo("405 PUT /os/file");
  }

  @Test
  void saysWhyItCannotStart() {
    assertThatThrownBy(() -> DeaddropServer.start(folder.resolve("none"), ANY_PORT, log::add))
        .isInstanceOf(BadInput.class);
    InetSocketAddress taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    assertThatThrownBy(() -> DeaddropServer.start(folder, taken, log::add))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Address already in use");
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[4096];
      int n = socket.getInputStream().read(buffer);
      while (n > 0) {
        answer.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
        n = request.contains("close") ? socket.getInputStream().read(buffer) : -1;
      }
      return answer.toString();
    }
  }
}
