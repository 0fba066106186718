package org.psyopsos.agent.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.Trial;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/** A node's state on one screen, or as one JSON object. */
record StatusReport(Node node, NodeState state, Optional<LastRun> lastRun, List<String> warnings) {

  Report report() {
    return new Report(lines(), json());
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("booted", slotAndVersion(state.booted())));
    lines.add(line("committed", slotAndVersion(state.committed())));
    lines.add(line("trial", state.bootState().trial().map(this::trial).orElse("none")));
    lines.add(line("last failed", state.bootState().bad().map(StatusReport::bad).orElse("none")));
    for (Slot slot : Slot.values()) {
      lines.add(line("slot " + slot, label(slot) + ": " + content(slot)));
    }
    lines.add(line("last run", lastRun.map(StatusReport::run).orElse("not since the last boot")));
    warnings.forEach(warning -> lines.add(line("warning", warning)));
    return lines;
  }

  private ObjectNode json() {
    ObjectNode json = Json.object();
    ObjectNode booted = json.putObject("booted").put("slot", state.booted().id());
    state.bootedVersion().ifPresent(version -> booted.put("version", version.value()));
    json.put("committed", state.committed().id());
    state.boot().ifPresent(boot -> json.put("generation", boot.generation().number()));
    state.bootState().trial().ifPresent(trial -> trial(json.putObject("trial"), trial));
    state
        .bootState()
        .bad()
        .ifPresent(
            bad ->
                json.putObject("lastFailed")
                    .put("version", bad.version().value())
                    .put("because", bad.because().id()));
    ArrayNode slots = json.putArray("slots");
    for (Slot slot : Slot.values()) {
      slot(slots.addObject(), slot);
    }
    lastRun.ifPresent(run -> run(json.putObject("lastRun"), run));
    ArrayNode told = json.putArray("warnings");
    warnings.forEach(told::add);
    return json;
  }

  private void slot(ObjectNode json, Slot slot) {
    Optional<ReleaseVersion> version = state.slot(slot).version();
    json.put("slot", slot.id()).put("label", label(slot)).put("complete", version.isPresent());
    version.ifPresent(known -> json.put("version", known.value()));
  }

  private static void trial(ObjectNode json, Trial trial) {
    json.put("slot", trial.slot().id())
        .put("version", trial.version().value())
        .put("attemptsLeft", trial.attemptsLeft());
  }

  private static void run(ObjectNode json, LastRun run) {
    json.put("at", run.at().toString()).put("outcome", run.outcome()).put("message", run.message());
    run.refusal().ifPresent(why -> why.write(json.putObject("refusal")));
  }

  private String trial(Trial trial) {
    String attempts = trial.attemptsLeft() + (trial.attemptsLeft() == 1 ? " attempt" : " attempts");
    String running = trial.slot() == state.booted() ? ", running now" : "";
    return trial.version() + " in slot " + trial.slot() + ", " + attempts + " left" + running;
  }

  private static String bad(BadVersion bad) {
    return bad.version()
        + switch (bad.because()) {
          case ATTEMPTS_USED_UP -> ": no boot of it was found healthy";
          case HEALTH_CHECK -> ": a health check failed";
          case DEADLINE -> ": it was not found healthy in time";
          case BY_HAND -> ": rolled back by hand";
        };
  }

  private static String run(LastRun run) {
    String refused = run.refusal().map(why -> "refused, " + why.reason() + ": ").orElse("");
    return run.at() + " " + refused + run.message();
  }

  private String slotAndVersion(Slot slot) {
    return "slot " + slot + ", " + content(slot);
  }

  private String content(Slot slot) {
    return state.slot(slot).version().map(ReleaseVersion::value).orElse("no complete release");
  }

  private String label(Slot slot) {
    return node.slot(slot).label();
  }

  private static String line(String name, String value) {
    return "%-12s %s".formatted(name, value);
  }
}
