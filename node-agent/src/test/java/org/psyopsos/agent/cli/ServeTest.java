package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** {@code node-agent serve} as a process of its own, with the bounds that it sets itself. */
class ServeTest {

  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private Path directory;

  private Process process = new ProcessBuilder("true").start();

  ServeTest() throws IOException {}

  @AfterEach
  void stop() {
    process.destroyForcibly();
  }

  @Test
  void whoSendsTooMuchOrNeverEndsIsCutOffAndItServesOn() throws Exception {
    int port = serve();
    String request = "GET /health HTTP/1.1\r\nHost: a\r\n";
    String end = "Connection: close\r\n\r\n";
    String honest = statusLine(answer(port, request + end));
    assertThat(honest).as("whatever this machine is").matches("HTTP/1.1 (200|503) .*");
    assertThat(answer(port, request + "X: " + "x".repeat(20_000) + "\r\n" + end))
        .doesNotContain(honest);
    String many =
        IntStream.range(0, 100).mapToObj(i -> "X" + i + ": x\r\n").collect(Collectors.joining());
    assertThat(answer(port, request + many + end)).doesNotContain(honest);
    assertThat(answer(port, request)).isEmpty();
    assertThat(statusLine(answer(port, request + end))).isEqualTo(honest);

    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9841", "localhost:9841", "127.0.0.1", "127.0.0.1:65536", "a b:1", ":1"})
  void whatIsNoAddressIsRefused(String address) throws IOException {
    TestRepository repository = new TestRepository();
    FakeNode node =
        new FakeNode(directory, repository, TestRelease.of(repository, "20261121-100000"));
    Ended ended = node.run("serve", "--listen", address);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("not an address to listen at: --listen", "found '" + address + "'");
  }

  private static String statusLine(String answer) {
    return answer.lines().findFirst().orElse("");
  }

  /** Starts it at any free port, which it tells. */
  private int serve() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.psyopsos.agent.cli.Main",
                    "serve",
                    "--listen",
                    "127.0.0.1:0"))
            .redirectErrorStream(true)
            .start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    assertThat(line).matches("node-agent: showing http://127.0.0.1:[0-9]+/health and /metrics");
    return Integer.parseInt(line.replaceFirst(".*:([0-9]+)/health.*", "$1"));
  }

  /** All that comes until the other side hangs up, be it by a reset. */
  private static String answer(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (java.net.SocketException e) {
      return "";
    }
  }
}
