package org.psyopsos.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.agent.gate.NotNow;
import org.psyopsos.agent.slot.InstallPlan;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Verdict;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;

/** How a run ended, for {@code --json} and for people. */
final class OutcomeReport {

  private OutcomeReport() {}

  static Report of(Outcome outcome) {
    return new Report(lines(outcome), json(outcome));
  }

  private static List<String> lines(Outcome outcome) {
    return Stream.concat(outcome.efi().stream(), Stream.of(outcome)).map(Outcome::message).toList();
  }

  /** The same, with why the reboot waits, where it does. */
  static Report of(Outcome outcome, Optional<NotNow> notNow) {
    return notNow.map(why -> waiting(outcome, why)).orElseGet(() -> of(outcome));
  }

  /** A run that did not begin. */
  static Report of(NotNow notNow) {
    ObjectNode json = Json.object().put("outcome", notNow.reason().id());
    json.put("message", notNow.message());
    return new Report(List.of("not updating: " + notNow.message()), json);
  }

  private static Report waiting(Outcome outcome, NotNow notNow) {
    ObjectNode json = json(outcome);
    ObjectNode waits = json.putObject("notRebooting");
    waits.put("reason", notNow.reason().id()).put("message", notNow.message());
    notNow.again().ifPresent(again -> waits.put("again", again.toString()));
    return new Report(List.of(outcome.message(), "not rebooting: " + notNow.message()), json);
  }

  private static ObjectNode json(Outcome outcome) {
    ObjectNode json = Json.object().put("outcome", outcome.word());
    outcome.version().ifPresent(version -> json.put("version", version.value()));
    outcome.plan().ifPresent(plan -> json.set("bytes", bytes(plan)));
    outcome.efi().ifPresent(efi -> json.set("efi", json(efi)));
    return json.put("message", outcome.message());
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
    ObjectNode json = Json.object().put("outcome", verdict.word());
    verdict.version().ifPresent(version -> json.put("version", version.value()));
    json.put("reboot", verdict.reboot()).put("message", verdict.message());
    return new Report(List.of(verdict.message()), json);
  }
}
