package org.psyopsos.agent.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.health.HealthService;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.system.TrialDeadline;
import org.psyopsos.agent.system.Uptime;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.TrialJudge;
import org.psyopsos.agent.update.Verdict;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node-agent commit}. */
@Command(
    name = "commit",
    description = {
      "Keeps a version on trial if it is healthy, or goes back.",
      "Healthy is what passes all checks in /etc/node-agent/health.d. Exit code 7: it was not."
    })
final class CommitCommand implements Callable<Integer> {

  /** Another agent may be polling; the trial must be judged all the same. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** Past the deadline. */
  private static final Duration LAST_PATIENCE = Duration.ofMinutes(1);

  private final NodeAgent agent;

  @Option(
      names = "--deadline",
      description = "Wait until commit_deadline, then give up a trial that is still uncommitted.")
  private boolean deadline;

  CommitCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Verdict verdict = deadline ? atDeadline() : now();
    agent.conclude(Phase.TRIAL, OutcomeReport.of(verdict));
    if (verdict.reboot()) {
      agent.reboot();
    } else {
      verdict.version().ifPresent(tried -> TrialDeadline.end(agent.host()));
      new Publication(agent).leave();
    }
    return verdict.exitCode().code();
  }

  /** The node is not held while checks run: one that hangs must not stop the deadline. */
  private Verdict now() {
    List<HealthResult> health = List.of();
    if (asksForHealth()) {
      new Publication(agent).leave(); // Checks may take minutes.
      health = health();
    }
    try (Node node = agent.open(PATIENCE)) {
      return new TrialJudge(node, agent.log()).judge(health);
    }
  }

  private boolean asksForHealth() {
    try (Node node = agent.open(PATIENCE)) {
      return new TrialJudge(node, agent.log()).asksForHealth();
    }
  }

  private List<HealthResult> health() {
    Host host = agent.host();
    List<HealthResult> results = new ArrayList<>();
    notUpdatable().ifPresent(results::add);
    results.addAll(new HealthService(host.paths().healthRecord(), host.commands()).run());
    return results;
  }

  /** A version that cannot be updated any more would be there to stay. */
  private Optional<HealthResult> notUpdatable() {
    try {
      Session.unattended(agent);
      return Optional.empty();
    } catch (BadInput e) {
      return Optional.of(new HealthResult("node-agent", false, e.problem().message()));
    }
  }

  private Verdict atDeadline() {
    if (!isTrialRunning()) {
      return Verdict.nothing("no version is on trial here");
    }
    Duration left = limit().minus(Uptime.read(agent.host().paths().uptime()));
    if (!left.isNegative()) {
      agent.host().pause().sleep(left);
    }
    try (Node node = agent.open(LAST_PATIENCE)) {
      return new TrialJudge(node, agent.log()).deadline();
    } catch (NodeFault e) {
      return TrialJudge.deadlineOutOfReach(e);
    }
  }

  private boolean isTrialRunning() {
    try (Node node = agent.open(PATIENCE)) {
      return NodeState.of(node).runningTrial().isPresent();
    }
  }

  /** Settings that cannot be read must not keep a bad version alive. */
  private Duration limit() {
    try {
      return agent.settings().commitDeadline();
    } catch (BadInput e) {
      agent.log().accept(e.problem().message());
      return AgentSettings.DEFAULT_COMMIT_DEADLINE;
    }
  }
}
