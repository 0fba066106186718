package org.psyopsos.agent.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.psyopsos.agent.health.HealthRecord;
import org.psyopsos.agent.metrics.Metrics;
import org.psyopsos.agent.metrics.NodeFacts;
import org.psyopsos.agent.metrics.PublicFile;
import org.psyopsos.agent.metrics.PublicState;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.system.NodeLock;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.agent.system.Repairs;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.RunTotals;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;

/**
 * Leaves for everybody on the node what a command has changed. Whatever fails here, that is done.
 */
final class Publication {

  private final NodeAgent agent;
  private final Host host;

  Publication(NodeAgent agent) {
    this.agent = agent;
    this.host = agent.host();
  }

  /** For whoever holds the node: two could not write it at once. */
  void leave(NodeState state) {
    publish(facts(Optional.of(state)));
  }

  /** For whoever does not hold it any more. */
  void leave() {
    if (!host.superuser()) {
      return;
    }
    try (Node node = agent.open(StatusCommand.PATIENCE)) {
      leave(NodeState.of(node));
    } catch (NodeFault | BadInput e) {
      if (!isBusy()) {
        publish(facts(Optional.empty()));
      }
    }
  }

  /** Then another agent is at work, and publishes when it has done it. */
  private boolean isBusy() {
    try {
      NodeLock.acquire(host.paths().lock(), Duration.ZERO, host.pause()).close();
      return false;
    } catch (NodeFault e) {
      return true;
    }
  }

  private void publish(NodeFacts facts) {
    try {
      new PublicState(host.paths().publicState()).publish(facts);
      agent.textfile().ifPresent(file -> PublicFile.write(file, Metrics.of(facts)));
    } catch (NodeFault e) {
      agent.log().warning(e.problem().message());
    }
  }

  private NodeFacts facts(Optional<NodeState> state) {
    NodePaths paths = host.paths();
    Path cache = paths.cache();
    return new NodeFacts(
        host.clock().instant(),
        state,
        LastRun.read(cache),
        RunTotals.read(cache),
        new Repairs(host).history().total(),
        HealthRecord.last(paths.healthRecord()));
  }
}
