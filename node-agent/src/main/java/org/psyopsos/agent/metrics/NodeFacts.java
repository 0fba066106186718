package org.psyopsos.agent.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.RunTotals;

/**
 * All that is published of a node is made of this.
 *
 * @param at when somebody looked
 * @param state what it runs and holds; none where it could not be looked at
 * @param lastRun how the last run ended, where one is remembered
 * @param totals all runs, where any are remembered
 * @param repairs how often the agent mended something
 * @param health what the checks found when they last ran since the start of the system
 */
public record NodeFacts(
    Instant at,
    Optional<NodeState> state,
    Optional<LastRun> lastRun,
    Optional<RunTotals> totals,
    long repairs,
    List<HealthResult> health) {

  public NodeFacts {
    health = List.copyOf(health);
  }
}
