package org.psyopsos.agent.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.agent.efi.EfiContents;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.system.Repairs.Repair;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.Standstill;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.NumberedState;
import org.psyopsos.grub.Trial;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;

/** A node's state on one screen, or as one JSON object. */
record StatusReport(
    Node node, NodeState state, EfiContents efi, History history, List<String> warnings) {

  /** Of the repairs that are remembered; the others are in the JSON object. */
  private static final int SHOWN = 3;

  Report report() {
    return new Report(lines(), json());
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line("booted", node.isRunning() ? slotAndVersion(state.booted()) : "nothing of this disk"));
    lines.add(line("committed", slotAndVersion(state.committed())));
    lines.add(line("trial", state.bootState().trial().map(this::trial).orElse("none")));
    lines.add(line("last failed", state.bootState().bad().map(StatusReport::bad).orElse("none")));
    for (Slot slot : Slot.values()) {
      lines.add(line("slot " + slot, label(slot) + ": " + content(slot) + kernel(slot)));
    }
    lines.add(
        line("efi", state.boot().map(StatusReport::environment).orElse("no boot environment")));
    lines.add(
        line("efi release", efi.version().map(ReleaseVersion::value).orElse("not told by it")));
    lines.add(
        line(
            "last run",
            history.lastRun().map(StatusReport::run).orElse("not since the last boot")));
    history.nextRun().ifPresent(at -> lines.add(line("next run", at.toString())));
    lines.add(line("not updating", "because " + standstill().message()));
    lines.addAll(wear());
    warnings.forEach(warning -> lines.add(line("warning", warning)));
    return lines;
  }

  private Standstill standstill() {
    return Standstill.of(state, history.lastRun());
  }

  private List<String> wear() {
    List<String> lines = new ArrayList<>();
    history
        .lastRun()
        .map(LastRun::traffic)
        .filter(traffic -> !traffic.equals(Traffic.NONE))
        .ifPresent(traffic -> lines.add(line("wear", "last run: " + bytes(traffic))));
    history
        .totals()
        .ifPresent(
            all -> lines.add(line("wear", "since " + all.since() + ": " + bytes(all.traffic()))));
    List<Repair> repairs = history.repairs().last();
    repairs.stream()
        .skip(Math.max(0, repairs.size() - SHOWN))
        .forEach(repair -> lines.add(line("repaired", repair.at() + " " + repair.what())));
    return lines;
  }

  private ObjectNode json() {
    ObjectNode json = Json.object();
    if (node.isRunning()) {
      ObjectNode booted = json.putObject("booted").put("slot", state.booted().id());
      state.bootedVersion().ifPresent(version -> booted.put("version", version.value()));
    }
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
    ObjectNode partition = json.putObject("efi");
    efi.version().ifPresent(version -> partition.put("version", version.value()));
    ArrayNode differing = partition.putArray("differing");
    efi.differing().forEach(differing::add);
    history.lastRun().ifPresent(run -> run.write(json.putObject("lastRun")));
    history.nextRun().ifPresent(at -> json.put("nextRun", at.toString()));
    Standstill why = standstill();
    json.putObject("notUpdating").put("reason", why.reason()).put("message", why.message());
    history.totals().ifPresent(totals -> totals.write(json.putObject("totals")));
    ArrayNode repairs = json.putArray("repairs");
    history.repairs().last().forEach(repair -> repair.write(repairs.addObject()));
    ArrayNode told = json.putArray("warnings");
    warnings.forEach(told::add);
    return json;
  }

  private void slot(ObjectNode json, Slot slot) {
    Optional<Manifest> manifest = state.slot(slot).manifest();
    json.put("slot", slot.id()).put("label", label(slot)).put("complete", manifest.isPresent());
    manifest.ifPresent(
        release ->
            json.put("version", release.version().value())
                .put("kernel", release.kernelVersion())
                .put("created", release.created().toString()));
  }

  private static void trial(ObjectNode json, Trial trial) {
    json.put("slot", trial.slot().id())
        .put("version", trial.version().value())
        .put("attemptsLeft", trial.attemptsLeft());
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

  private static String environment(NumberedState boot) {
    return "boot environment valid, generation " + boot.generation();
  }

  private static String bytes(Traffic traffic) {
    return traffic.message();
  }

  private String slotAndVersion(Slot slot) {
    return "slot " + slot + ", " + content(slot);
  }

  private String content(Slot slot) {
    return state.slot(slot).version().map(ReleaseVersion::value).orElse("no complete release");
  }

  private String kernel(Slot slot) {
    return state.slot(slot).manifest().map(release -> ", " + release.kernelVersion()).orElse("");
  }

  private String label(Slot slot) {
    return node.slot(slot).label();
  }

  private static String line(String name, String value) {
    return "%-12s %s".formatted(name, value);
  }
}
