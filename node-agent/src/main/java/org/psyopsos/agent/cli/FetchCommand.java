package org.psyopsos.agent.cli;

import java.net.ProtocolException;
import java.util.concurrent.Callable;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import picocli.CommandLine.Command;

/** {@code node-agent fetch}. */
@Command(
    name = "fetch",
    description = {
      "What node-agent-fetch.socket starts: fetches objects for the agent, which itself is kept off",
      "the network. Speaks to a program, over standard input and output."
    })
final class FetchCommand implements Callable<Integer> {

  private final NodeAgent agent;

  FetchCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    try {
      agent.fetch();
      return ExitCode.OK.code();
    } catch (ProtocolException e) {
      throw new BadInput(
          Problem.of("standard input is not from a node-agent")
              .expected("requests for objects")
              .found(String.valueOf(e.getMessage()))
              .hint("'node-agent check' fetches by hand"),
          e);
    }
  }
}
