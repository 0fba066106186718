package org.psyopsos.agent.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Updater;
import org.psyopsos.failure.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code node-agent check}. */
@Command(
    name = "check",
    description = {"Asks the deaddrop for a new version.", "Exit code 3: nothing new."})
final class CheckCommand implements Callable<Integer> {

  private final NodeAgent agent;

  @Mixin private final DiskOptions disk = new DiskOptions();

  CheckCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Outcome outcome = Session.of(agent, Optional.empty(), disk.choice(agent)).with(Updater::check);
    agent.print(OutcomeReport.of(outcome));
    return outcome.isNothing() ? ExitCode.NOTHING_TO_DO.code() : ExitCode.OK.code();
  }
}
