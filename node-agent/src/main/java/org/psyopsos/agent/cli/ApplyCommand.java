package org.psyopsos.agent.cli;

import java.util.concurrent.Callable;
import org.psyopsos.agent.settings.RebootPolicy;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.failure.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node-agent apply}. */
@Command(
    name = "apply",
    description = {
      "Installs a new version into the slot that does not run, puts it on trial, and reboots",
      "where the settings say so. Exit code 3: there is none."
    })
final class ApplyCommand implements Callable<Integer> {

  private final NodeAgent agent;

  @Option(names = "--no-reboot", description = "Leave the reboot to somebody else.")
  private boolean noReboot;

  ApplyCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Session session = Session.of(agent);
    Outcome outcome = session.update();
    agent.print(OutcomeReport.of(outcome));
    if (outcome.next() == Outcome.Next.NOTHING) {
      return ExitCode.NOTHING_TO_DO.code();
    }
    if (!noReboot && session.settings().reboot() == RebootPolicy.AT_ONCE) {
      agent.reboot();
    }
    return ExitCode.OK.code();
  }
}
