package org.psyopsos.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.psyopsos.agent.health.HealthChecks;
import org.psyopsos.agent.health.HealthRecord;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.system.Host;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;

/** {@code node-agent health}. */
@Command(
    name = "health",
    description = {
      "Runs the health checks in /etc/node-agent/health.d and says what they found.",
      "Nothing follows from it; 'commit' has it run by node-agent-health.service. Exit code 7: one",
      "failed."
    })
final class HealthCommand implements Callable<Integer> {

  private final NodeAgent agent;

  HealthCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Host host = agent.host();
    List<HealthResult> results =
        new HealthChecks(host.paths().healthChecks(), host.commands()).run();
    agent.print(
        new Report(
            results.stream().map(HealthResult::toString).toList(), HealthRecord.write(results)));
    boolean healthy = results.stream().allMatch(HealthResult::healthy);
    return healthy ? ExitCode.OK.code() : ExitCode.HEALTH_FAILED.code();
  }
}
