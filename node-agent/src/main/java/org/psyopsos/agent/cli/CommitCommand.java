package org.psyopsos.agent.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.psyopsos.agent.health.HealthChecks;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.system.Uptime;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.TrialJudge;
import org.psyopsos.agent.update.Verdict;
import org.psyopsos.failure.BadInput;
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

  private final NodeAgent agent;

  @Option(
      names = "--deadline",
      description = "Wait for commit_deadline and give a trial up that still runs uncommitted.")
  private boolean deadline;

  CommitCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Verdict verdict = deadline ? atDeadline() : now();
    agent.print(OutcomeReport.of(verdict));
    if (verdict.reboot()) {
      agent.reboot();
    }
    return verdict.exitCode().code();
  }

  private Verdict now() {
    Host host = agent.host();
    try (Node node = Node.open(host, PATIENCE)) {
      return new TrialJudge(node, agent.log())
          .judge(new HealthChecks(host.paths().healthChecks(), host.commands()));
    }
  }

  private Verdict atDeadline() {
    if (isTrialRunning()) {
      Duration left = limit().minus(Uptime.read(agent.host().paths().uptime()));
      if (!left.isNegative()) {
        agent.host().pause().sleep(left);
      }
    }
    try (Node node = Node.open(agent.host(), PATIENCE)) {
      return new TrialJudge(node, agent.log()).deadline();
    }
  }

  private boolean isTrialRunning() {
    try (Node node = Node.open(agent.host(), PATIENCE)) {
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
