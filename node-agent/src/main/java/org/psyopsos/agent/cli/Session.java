package org.psyopsos.agent.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.psyopsos.agent.gate.NotNow;
import org.psyopsos.agent.gate.SourceHistory;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.source.DeaddropSource;
import org.psyopsos.agent.system.DiskChoice;
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
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.json.Json;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** What {@code check}, {@code apply} and {@code run} share: settings, trust, source, record. */
final class Session {

  /** A person's command may be at work: one that looks ends soon, one that installs may not. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final NodeAgent agent;
  private final Host host;
  private final AgentSettings settings;
  private final Access access;
  private final TrustRoot root;
  private final Log log;

  /** Which disk is taken hold of, and how long another agent that holds it is waited for. */
  private record Access(DiskChoice disk, Duration patience) {

    Node open(Host host) {
      return Node.open(host, disk, patience);
    }

    boolean isOwnDisk() {
      return disk.other().isEmpty();
    }
  }

  private Session(NodeAgent agent, AgentSettings settings, Access access, TrustRoot root) {
    this.agent = agent;
    this.host = agent.host();
    this.settings = settings;
    this.access = access;
    this.root = root;
    this.log = agent.log();
  }

  /** For nobody who waits for an answer: it is more patient with another agent than a person. */
  static Session unattended(NodeAgent agent) {
    AgentSettings written = agent.settings();
    return of(agent, written, new Access(DiskChoice.of(written.devices()), PATIENCE));
  }

  /** With another deaddrop, or another disk, than that of the settings. */
  static Session of(NodeAgent agent, Optional<URI> deaddrop, Optional<DiskChoice> disk) {
    AgentSettings written = agent.settings();
    DiskChoice choice = disk.orElseGet(() -> DiskChoice.of(written.devices()));
    AgentSettings settings = deaddrop.map(written::withDeaddrop).orElse(written);
    return of(agent, settings, new Access(choice, Duration.ZERO));
  }

  private static Session of(NodeAgent agent, AgentSettings written, Access access) {
    AgentSettings settings =
        access.isOwnDisk()
            ? written.onHardware(HardwareModel.of(agent.host().paths()))
            : written; // Nobody knows which machine the disk is for.
    TrustRoot root = readRoot(agent.rootJson());
    if (!root.repo().equals(settings.recipient().repo())) {
      throw new BadInput(
          Problem.of("the root of trust is for another repository than the settings say")
              .at(agent.rootJson())
              .expected(settings.recipient().repo())
              .found(root.repo()));
    }
    return new Session(agent, settings, access, root);
  }

  AgentSettings settings() {
    return settings;
  }

  /** How the source has answered so far. */
  SourceHistory source() {
    return SourceHistory.read(host.paths().cache(), settings.shownDeaddrop());
  }

  /** Looks at the node, which is held meanwhile. */
  <T> T looking(Function<Node, T> look) {
    return recorded(
        () -> {
          try (Node node = access.open(host)) {
            return look.apply(node);
          }
        });
  }

  /** Does one thing with an updater while the node is held. */
  <T> T with(Function<Updater, T> step) {
    try (Node node = access.open(host)) {
      return step.apply(
          new Updater(
              node,
              settings,
              root,
              new DeaddropSource(agent.deaddrop(settings.route()), settings.recipient()),
              log));
    }
  }

  /** Updates, and records how that ended, whether well or not. */
  Outcome update(Wish wish) {
    return recorded(() -> asking(() -> with(updater -> update(updater, wish))));
  }

  private Outcome update(Updater updater, Wish wish) {
    Outcome outcome = updater.update(wish);
    LastRun run = LastRun.of(host.clock().instant(), outcome);
    add(run);
    // What became of the EFI partition says nothing of why the node updates or does not.
    if (wish.targets().slot() && access.isOwnDisk()) {
      write(run);
      new Publication(agent).leave(updater.state());
    }
    return outcome;
  }

  /** What an earlier run has left for a reboot; the source is not asked. */
  Optional<Outcome> staged() {
    Optional<Outcome> staged = with(Updater::staged);
    staged.ifPresent(outcome -> keep(LastRun.of(host.clock().instant(), outcome)));
    return staged;
  }

  /** Keeps why a run did not begin; it does not count as one. */
  void keep(NotNow notNow) {
    keep(LastRun.waiting(host.clock().instant(), notNow));
  }

  /** Keeps why the reboot at the end of a run waits. */
  void keep(Outcome outcome, NotNow notNow) {
    keep(LastRun.waiting(host.clock().instant(), outcome, notNow));
  }

  private <T> T recorded(Supplier<T> step) {
    try {
      return step.get();
    } catch (Failure e) {
      record(LastRun.of(host.clock().instant(), e));
      throw e;
    }
  }

  /** Remembers whether the source has answered, be it with something that is refused. */
  private <T> T asking(Supplier<T> step) {
    SourceHistory history = source();
    try {
      T result = step.get();
      answered(history);
      return result;
    } catch (Untrusted e) {
      answered(history);
      throw e;
    } catch (Unreachable e) {
      history.failed(host.clock().instant(), e.retryAfter()).write(host.paths().cache());
      throw e;
    }
  }

  private void answered(SourceHistory history) {
    if (history.failures() > 0) {
      history.answered().write(host.paths().cache());
    }
  }

  /** Prints how it ended; the journal hears only of what happened to this node. */
  void conclude(Outcome outcome) {
    if (access.isOwnDisk()) {
      agent.conclude(Phase.UPDATE, OutcomeReport.of(outcome));
    } else {
      agent.print(OutcomeReport.of(outcome));
    }
  }

  private void record(LastRun run) {
    add(run);
    if (access.isOwnDisk()) {
      keep(run);
    }
  }

  /** What happened to another disk says nothing of this node. */
  private void add(LastRun run) {
    if (access.isOwnDisk()) {
      caching(() -> RunTotals.add(run, host.paths().cache()));
    }
  }

  private void keep(LastRun run) {
    write(run);
    new Publication(agent).leave();
  }

  private void write(LastRun run) {
    caching(() -> run.write(host.paths().cache()));
  }

  private void caching(Runnable step) {
    try {
      step.run();
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
