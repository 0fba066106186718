package org.psyopsos.builder.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.psyopsos.builder.publish.DeaddropServer;
import org.psyopsos.builder.settings.DeaddropSettings;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tk deaddrop serve}: a directory over HTTP, as a bucket would show it. */
@Command(
    name = "serve",
    description = "Serves the deaddrop's directory over HTTP until it is stopped.")
final class DeaddropServeCommand implements Callable<Integer> {

  private static final int HIGHEST_PORT = 65535;

  private final Tk tk;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "What to serve (default: deaddrop.url of tk.toml).")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int port = 8000;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Which address to listen on (default: ${DEFAULT-VALUE}, this machine alone).")
  private String bind = "127.0.0.1";

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not print requests.")
  private boolean quiet;

  DeaddropServeCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path base = tk.resolve(directory).orElseGet(this::configured);
    try (DeaddropServer server = DeaddropServer.start(base, address(), this::log)) {
      String url = "http://" + (bind.contains(":") ? "[" + bind + "]" : bind) + ":" + server.port();
      tk.print(
          new Report(
              List.of("serving " + base + " at " + url + "/ (stop with Ctrl-C)"),
              Json.object()
                  .put("url", url + "/")
                  .put("port", server.port())
                  .put("directory", base.toString())));
      new CountDownLatch(1).await();
    }
    return ExitCode.OK.code();
  }

  private void log(String request) {
    if (!quiet) {
      tk.caller().err().println(request);
    }
  }

  private InetSocketAddress address() {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new BadInput(Problem.of("not a port").expected("0 to " + HIGHEST_PORT).found(port));
    }
    InetSocketAddress address = resolved();
    if (address.isUnresolved()) {
      throw new BadInput(
          Problem.of("not an address of this machine")
              .found(bind)
              .hint("try 127.0.0.1, or 0.0.0.0"));
    }
    return address;
  }

  @SuppressWarnings("AddressSelection") // One address is what was asked for.
  private InetSocketAddress resolved() {
    return new InetSocketAddress(bind, port);
  }

  private Path configured() {
    if (tk.settings().deaddrop().place() instanceof DeaddropSettings.Directory local) {
      return local.path();
    }
    throw new BadInput(
        Problem.of("the deaddrop is a bucket, and serves itself")
            .hint("name a directory with --dir to serve that"));
  }
}
