package org.psyopsos.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.psyopsos.agent.fetch.FetchConnection;
import org.psyopsos.agent.fetch.FetchedObjects;
import org.psyopsos.agent.metrics.StateServer;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.HttpObjects;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.io.ProcessCommandRunner;

/** The program {@code node-agent}: its one composition root. */
public final class Main {

  private static final int SUPERUSER = 0;

  private Main() {}

  public static void main(String[] args) {
    StateServer.BOUNDS.forEach(System::setProperty);
    Path root = Path.of("/");
    Host host =
        new Host(
            new NodePaths(root),
            new ProcessCommandRunner(),
            Clock.systemUTC(),
            Main::sleep,
            isSuperuser(root));
    boolean journal =
        JournalStream.isJournal(root.resolve("proc/self/fd/2"), System.getenv("JOURNAL_STREAM"));
    Caller caller =
        new Caller(
            host,
            route -> deaddrop(route, host.paths().fetchSocket()),
            directory(),
            System.in,
            System.out,
            System.err,
            journal);
    System.exit(NodeAgent.run(List.of(args), caller));
  }

  /**
   * By way of the fetcher where systemd has one for the agent; in this process where it has not,
   * such as out of a checkout.
   */
  private static ObjectSource deaddrop(Route route, Path socket) {
    return Files.exists(socket)
        ? new FetchedObjects(() -> FetchConnection.to(socket), route, HttpLimits.DEFAULT)
        : new HttpObjects(route, HttpLimits.DEFAULT);
  }

  /** The launcher changes into the directory of the jars, and says where it came from. */
  private static Path directory() {
    return Path.of(System.getProperty("node-agent.directory", "")).toAbsolutePath();
  }

  private static boolean isSuperuser(Path root) {
    try {
      return Files.getAttribute(root.resolve("proc/self"), "unix:uid").equals(SUPERUSER);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
