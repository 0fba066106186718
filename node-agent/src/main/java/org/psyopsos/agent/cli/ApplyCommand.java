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
      "Installs a new version and reboots into it.",
      "It goes into the slot that does not run, and is on trial until 'commit' finds it healthy.",
      "Whether to reboot is said by 'reboot' in the settings. Exit code 3: nothing is new."
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
