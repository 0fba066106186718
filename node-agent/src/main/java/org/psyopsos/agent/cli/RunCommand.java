package org.psyopsos.agent.cli;

import java.util.concurrent.Callable;
import org.psyopsos.agent.settings.RebootPolicy;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Wish;
import org.psyopsos.failure.ExitCode;
import picocli.CommandLine.Command;

/** {@code node-agent run}. */
@Command(
    name = "run",
    description = {"What the timer starts.", "Like apply, but finding nothing new is no failure."})
final class RunCommand implements Callable<Integer> {

  private final NodeAgent agent;

  RunCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Session session = Session.of(agent);
    Outcome outcome = session.update(Wish.NEWEST);
    agent.print(OutcomeReport.of(outcome));
    if (outcome.next() == Outcome.Next.REBOOT
        && session.settings().reboot() == RebootPolicy.AT_ONCE) {
      agent.reboot();
    }
    return ExitCode.OK.code();
  }
}
