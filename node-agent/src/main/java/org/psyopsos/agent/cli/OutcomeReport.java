package org.psyopsos.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Verdict;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;

/** How a run ended, for {@code --json} and for people. */
final class OutcomeReport {

  private OutcomeReport() {}

  static Report of(Outcome outcome) {
    ObjectNode json = Json.object().put("outcome", outcome.word());
    outcome.version().ifPresent(version -> json.put("version", version.value()));
    return new Report(List.of(outcome.message()), json.put("message", outcome.message()));
  }

  static Report of(Verdict verdict) {
    return new Report(
        List.of(verdict.message()),
        Json.object()
            .put("outcome", verdict.word())
            .put("reboot", verdict.reboot())
            .put("message", verdict.message()));
  }
}
