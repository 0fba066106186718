package org.psyopsos.agent.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.metrics.Pages;
import org.psyopsos.agent.metrics.PublicState;
import org.psyopsos.agent.metrics.StateServer;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node-agent serve}. */
@Command(
    name = "serve",
    description = {
      "Shows /health and /metrics over HTTP, as the last run left them, until it is ended.",
      "Needs no rights. 'systemctl enable --now node-agent-serve.service' keeps it running."
    })
final class ServeCommand implements Callable<Integer> {

  private final NodeAgent agent;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description = "Where to listen (default: ${DEFAULT-VALUE}, this node only).",
      defaultValue = "127.0.0.1:9841")
  private String listen = "";

  @Option(
      names = "--postboot-log",
      paramLabel = "FILE",
      description = "Show the end of this file as /postboot-log, to everybody who can connect.")
  private @Nullable Path postbootLog;

  ServeCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Pages pages =
        new Pages(
            new PublicState(agent.host().paths().publicState()),
            Optional.ofNullable(postbootLog).map(agent::resolve));
    try (StateServer server = StateServer.start(address(listen), pages)) {
      agent.log().accept("showing " + server.url() + "/health and /metrics");
      untilEnded();
    }
    return ExitCode.OK.code();
  }

  private static void untilEnded() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Numbers only: what a name means could change between two starts. */
  private static InetSocketAddress address(String text) {
    try {
      URI address = new URI("http://" + text);
      String host = address.getHost();
      if (host != null
          && host.matches("[0-9.]+|\\[[0-9A-Fa-f:.]+]")
          && address.getPort() >= 0
          && address.getPort() <= 65535
          && text.equals(host + ":" + address.getPort())) {
        return new InetSocketAddress(host, address.getPort());
      }
    } catch (URISyntaxException e) {
      throw notAnAddress(text);
    }
    throw notAnAddress(text);
  }

  private static BadInput notAnAddress(String text) {
    return new BadInput(
        Problem.of("not an address to listen at")
            .at("--listen")
            .expected("such as 127.0.0.1:9841 or [::]:9841")
            .found("'" + text + "'"));
  }
}
