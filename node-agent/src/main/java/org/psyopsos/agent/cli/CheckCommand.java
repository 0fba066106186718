package org.psyopsos.agent.cli;

import java.util.concurrent.Callable;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Updater;
import org.psyopsos.failure.ExitCode;
import picocli.CommandLine.Command;

/** {@code node-agent check}. */
@Command(
    name = "check",
    description = {"Asks the deaddrop for a new version.", "Exit code 3: nothing is new."})
final class CheckCommand implements Callable<Integer> {

  private final NodeAgent agent;

  CheckCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Outcome outcome = Session.of(agent).with(Updater::check);
    agent.print(OutcomeReport.of(outcome));
    return outcome.next() == Outcome.Next.NOTHING
        ? ExitCode.NOTHING_TO_DO.code()
        : ExitCode.OK.code();
  }
}
