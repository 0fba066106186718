package org.psyopsos.agent.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.update.Rollback;
import org.psyopsos.agent.update.Verdict;
import org.psyopsos.failure.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node-agent rollback}. */
@Command(
    name = "rollback",
    description = {
      "Goes back to the version in the other slot.",
      "A trial is ended; where there is none, the other slot is put on trial. The version that is",
      "left is not taken again until a newer one is offered."
    })
final class RollbackCommand implements Callable<Integer> {

  private final NodeAgent agent;

  @Option(names = "--no-reboot", description = "Leave the reboot to somebody else.")
  private boolean noReboot;

  RollbackCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Verdict verdict;
    try (Node node = agent.open(Duration.ZERO)) {
      verdict = new Rollback(node, agent.log()).roll(attempts());
    }
    agent.conclude(Phase.ROLLBACK, OutcomeReport.of(verdict));
    if (verdict.reboot() && !noReboot) {
      agent.reboot();
    } else {
      new Publication(agent).leave();
    }
    return verdict.exitCode().code();
  }

  /** Going back must be possible with broken settings. */
  private int attempts() {
    try {
      return agent.settings().bootAttempts();
    } catch (BadInput e) {
      agent.log().accept(e.problem().message());
      return AgentSettings.DEFAULT_ATTEMPTS;
    }
  }
}
