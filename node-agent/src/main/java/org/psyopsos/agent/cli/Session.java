package org.psyopsos.agent.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.source.DeaddropSource;
import org.psyopsos.agent.system.HardwareModel;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.RunTotals;
import org.psyopsos.agent.update.Updater;
import org.psyopsos.agent.update.Wish;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.json.Json;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** What {@code check}, {@code apply} and {@code run} share: settings, trust, source, record. */
final class Session {

  private final NodeAgent agent;
  private final Host host;
  private final AgentSettings settings;
  private final TrustRoot root;
  private final Log log;

  private Session(NodeAgent agent, AgentSettings settings, TrustRoot root) {
    this.agent = agent;
    this.host = agent.host();
    this.settings = settings;
    this.root = root;
    this.log = agent.log();
  }

  static Session of(NodeAgent agent) {
    return of(agent, Optional.empty());
  }

  /** With another deaddrop than that of the settings. */
  static Session of(NodeAgent agent, Optional<URI> deaddrop) {
    AgentSettings written = agent.settings().onHardware(HardwareModel.of(agent.host().paths()));
    AgentSettings settings = deaddrop.map(written::withDeaddrop).orElse(written);
    TrustRoot root = readRoot(agent.rootJson());
    if (!root.repo().equals(settings.recipient().repo())) {
      throw new BadInput(
          Problem.of("the root of trust is for another repository than the settings say")
              .at(agent.rootJson())
              .expected(settings.recipient().repo())
              .found(root.repo()));
    }
    return new Session(agent, settings, root);
  }

  AgentSettings settings() {
    return settings;
  }

  /** Does one thing with an updater while the node is held. */
  Outcome with(Function<Updater, Outcome> step) {
    try (Node node = Node.open(host, Duration.ZERO)) {
      return step.apply(
          new Updater(
              node,
              settings,
              root,
              new DeaddropSource(agent.deaddrop(settings.deaddrop()), settings.recipient()),
              log));
    }
  }

  /** Updates, and records how that ended, whether well or not. */
  Outcome update(Wish wish) {
    try {
      Outcome outcome = with(updater -> updater.update(wish));
      record(LastRun.of(host.clock().instant(), outcome));
      return outcome;
    } catch (Failure e) {
      record(LastRun.of(host.clock().instant(), e));
      throw e;
    }
  }

  private void record(LastRun run) {
    try {
      run.write(host.paths().cache());
      RunTotals.add(run, host.paths().cache());
    } catch (NodeFault e) {
      log.accept(e.problem().message()); // Only a cache: what the run did is done.
    }
  }

  private static TrustRoot readRoot(Path file) {
    try {
      return TrustRootCodec.read(BoundedFiles.read(file, Json.MAX_BYTES), file.toString());
    } catch (NoSuchFileException e) {
      throw new BadInput(
          Problem.of("no root of trust")
              .at(file)
              .hint("copy the root.json there that 'tk keygen' has made"),
          e);
    } catch (IOException | Untrusted e) {
      throw new BadInput(
          Problem.of("the root of trust cannot be read")
              .at(file)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }
}
