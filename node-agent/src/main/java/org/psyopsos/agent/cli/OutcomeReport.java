package org.psyopsos.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.psyopsos.agent.slot.InstallPlan;
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
    outcome.plan().ifPresent(plan -> json.set("bytes", bytes(plan)));
    return new Report(List.of(outcome.message()), json.put("message", outcome.message()));
  }

  private static ObjectNode bytes(InstallPlan plan) {
    return Json.object()
        .put("fetch", plan.counts().fetched())
        .put("reuse", plan.counts().reused())
        .put("write", plan.counts().written())
        .put("delete", plan.deleted())
        .put("there", plan.counts().there());
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
