package org.psyopsos.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.Standstill;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;

/** {@code node-agent why}. */
@Command(name = "why", description = "Says why this node is not updating.")
final class WhyCommand implements Callable<Integer> {

  private final NodeAgent agent;

  WhyCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Standstill why = standstill();
    agent.print(
        new Report(
            List.of("not updating because " + why.message()),
            Json.object().put("reason", why.reason()).put("message", why.message())));
    return ExitCode.OK.code();
  }

  private Standstill standstill() {
    try (Node node = agent.open(StatusCommand.PATIENCE)) {
      return Standstill.of(NodeState.of(node), LastRun.read(agent.host().paths().cache()));
    }
  }
}
