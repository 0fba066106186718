package org.psyopsos.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.psyopsos.agent.gate.RebootAnswer;
import org.psyopsos.agent.settings.GateSettings.Question;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;

/** {@code node-agent ask}. */
@Command(
    name = "ask",
    description = {
      "Asks the program that 'ask' in the settings names whether the node may reboot now.",
      "Nothing follows from it; 'run' has it asked by node-agent-ask.service. Exit code 3: it may",
      "not."
    })
final class AskCommand implements Callable<Integer> {

  private final NodeAgent agent;

  AskCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Question question =
        agent
            .settings()
            .gate()
            .question()
            .orElseThrow(
                () ->
                    new BadInput(
                        Problem.of("nobody is to be asked")
                            .expected("a setting ask = [\"/path/to/program\"]")
                            .found("none")));
    RebootAnswer answer = RebootAnswer.to(question, agent.host().commands());
    String word = answer.yes() ? "yes: " : "no: ";
    agent.print(new Report(List.of(word + answer.told()), answer.write()));
    return answer.yes() ? ExitCode.OK.code() : ExitCode.NOTHING_TO_DO.code();
  }
}
