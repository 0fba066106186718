package org.psyopsos.agent.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.psyopsos.agent.settings.GateSettings.Question;
import org.psyopsos.agent.system.ProgramEnd;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/**
 * What the operator's program answered to whether the node may reboot.
 *
 * @param yes whether it may
 * @param told how the program ended, and the end of what it printed
 */
public record RebootAnswer(boolean yes, String told) {

  /** Starts the program; one that cannot be started says no. */
  public static RebootAnswer to(Question question, CommandRunner commands) {
    try {
      CommandResult result =
          commands.run(
              Command.of(question.command()).withTimeout(question.timeout()).withEndOnly());
      return new RebootAnswer(
          result.exitStatus() == 0, ProgramEnd.told(result, question.timeout()));
    } catch (BadInput e) {
      return new RebootAnswer(false, e.problem().message());
    }
  }

  /** On its way from one process to another. */
  public ObjectNode write() {
    return Json.object().put("yes", yes).put("told", told);
  }

  static RebootAnswer read(JsonFields json) {
    json.requireOnly(List.of("yes", "told"));
    return new RebootAnswer(json.flag("yes", false), json.text("told"));
  }
}
