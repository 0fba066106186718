package org.psyopsos.agent.health;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.psyopsos.agent.system.ProgramEnd;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/** Units of systemd that have failed. */
final class UnitsCheck {

  private static final Command FAILED =
      Command.of("systemctl", "list-units", "--failed", "--plain", "--no-legend", "--no-pager")
          .withTimeout(Duration.ofSeconds(30));

  /** The agent's own say in their own way how they ended, and a check must not fail by itself. */
  private static final Pattern OWN = Pattern.compile("node-agent.*");

  private UnitsCheck() {}

  static Finding look(CommandRunner commands, List<Pattern> ignored) {
    try {
      CommandResult result = commands.run(FAILED);
      return result.exitStatus() == 0
          ? look(result.output(), ignored)
          : Finding.notChecked("systemctl: " + ProgramEnd.told(result, FAILED.timeout()));
    } catch (BadInput e) {
      return Finding.notChecked(e.problem().message());
    }
  }

  private static Finding look(String listed, List<Pattern> ignored) {
    List<String> failed =
        listed
            .lines()
            .map(line -> line.strip().split("\\s", 2)[0])
            .filter(unit -> !unit.isEmpty() && !OWN.matcher(unit).matches())
            .filter(unit -> ignored.stream().noneMatch(name -> name.matcher(unit).matches()))
            .toList();
    return failed.isEmpty()
        ? new Finding(true, "none has failed")
        : new Finding(false, "failed: " + HarmlessText.of(String.join(", ", failed)));
  }
}
