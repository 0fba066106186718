package org.psyopsos.agent.metrics;

import java.util.List;
import java.util.function.BiConsumer;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.agent.update.RunTotals;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Manifest;

/** A node's facts as metrics; docs/monitoring.md lists them. */
public final class Metrics {

  private final NodeFacts facts;
  private final Exposition out = new Exposition();

  private Metrics(NodeFacts facts) {
    this.facts = facts;
  }

  /** In the format that Prometheus scrapes. */
  public static String of(NodeFacts facts) {
    Metrics metrics = new Metrics(facts);
    metrics.agent();
    facts.state().ifPresent(metrics::slots);
    facts.state().ifPresent(metrics::bootEnvironment);
    metrics.health();
    facts.lastRun().ifPresent(metrics::lastRun);
    facts.totals().ifPresent(metrics::totals);
    return metrics.out.toString();
  }

  private void agent() {
    out.gauge("node_agent_info", "The program, by its version.")
        .sample(1, "version", AgentVersion.CURRENT.toString());
    out.gauge("node_agent_look_timestamp_seconds", "When these facts were gathered.")
        .sample(facts.at().getEpochSecond());
  }

  private void slots(NodeState state) {
    out.gauge("node_agent_slot_booted", "Whether the slot runs.");
    each((slot, id) -> out.sample(slot == state.booted(), "slot", id));
    out.gauge("node_agent_slot_committed", "Whether the slot boots when nothing else is said.");
    each((slot, id) -> out.sample(slot == state.committed(), "slot", id));
    out.gauge("node_agent_slot_complete", "Whether the slot holds a complete release.");
    each((slot, id) -> out.sample(state.slot(slot).manifest().isPresent(), "slot", id));
    out.gauge("node_agent_release_info", "The release in the slot, by version and kernel.");
    each((slot, id) -> state.slot(slot).manifest().ifPresent(release -> release(id, release)));
    out.gauge("node_agent_release_created_timestamp_seconds", "When the release was made.");
    each(
        (slot, id) ->
            state
                .slot(slot)
                .manifest()
                .ifPresent(release -> out.sample(release.created().getEpochSecond(), "slot", id)));
  }

  private void release(String slot, Manifest release) {
    out.sample(
        1, "slot", slot, "version", release.version().value(), "kernel", release.kernelVersion());
  }

  private void bootEnvironment(NodeState state) {
    BootState boot = state.bootState();
    out.gauge("node_agent_boot_environment_valid", "Whether a copy of it is valid.")
        .sample(state.boot().isPresent());
    out.gauge("node_agent_trial", "Whether a version is on trial.")
        .sample(boot.trial().isPresent());
    out.gauge("node_agent_trial_running", "Whether the version on trial runs.")
        .sample(state.runningTrial().isPresent());
    out.gauge("node_agent_trial_attempts_left", "How often it may still be booted.")
        .sample(boot.trial().map(Trial::attemptsLeft).orElse(0));
    out.gauge("node_agent_last_failed_info", "The version that failed last, and why.");
    boot.bad()
        .ifPresent(
            bad -> out.sample(1, "version", bad.version().value(), "because", bad.because().id()));
  }

  private void health() {
    List<Ailment> ailments = Ailment.of(facts);
    out.gauge("node_agent_healthy", "Whether the node has none of the ailments.")
        .sample(ailments.isEmpty());
    out.gauge("node_agent_ailment", "Whether the node has this one.");
    for (Ailment ailment : Ailment.values()) {
      out.sample(ailments.contains(ailment), "reason", ailment.id());
    }
    out.gauge("node_agent_health_check_passed", "Whether the check passed when it last ran.");
    for (HealthResult result : facts.health()) {
      out.sample(result.healthy(), "check", result.check());
    }
    out.counter("node_agent_repairs_total", "How often the agent mended something.")
        .sample(facts.repairs());
  }

  private void lastRun(LastRun run) {
    out.gauge("node_agent_last_run_timestamp_seconds", "When the last run ended.")
        .sample(run.at().getEpochSecond());
    out.gauge("node_agent_last_run_info", "How the last run ended, and what was refused.")
        .sample(
            1,
            "outcome",
            run.outcome(),
            "refusal",
            run.refusal().map(LastRun.Refusal::reason).orElse(""));
  }

  private void totals(RunTotals totals) {
    out.counter("node_agent_runs_total", "Runs, by how they ended.")
        .sample(totals.well(), "result", "well")
        .sample(totals.refused(), "result", "refused")
        .sample(totals.unreachable(), "result", "unreachable")
        .sample(totals.failed(), "result", "failed");
    out.gauge("node_agent_last_good_run_timestamp_seconds", "When a run last ended well.");
    totals.lastWell().ifPresent(at -> out.sample(at.getEpochSecond()));
    Traffic traffic = totals.traffic();
    out.counter("node_agent_fetched_bytes_total", "Bytes that came from the deaddrop.")
        .sample(traffic.fetched());
    out.counter("node_agent_reused_bytes_total", "Bytes that the node already held elsewhere.")
        .sample(traffic.reused());
    out.counter("node_agent_written_bytes_total", "Bytes written to a slot.")
        .sample(traffic.written());
    out.counter("node_agent_skipped_bytes_total", "Bytes that lay in the slot already.")
        .sample(traffic.skipped());
  }

  private static void each(BiConsumer<Slot, String> sample) {
    for (Slot slot : Slot.values()) {
      sample.accept(slot, slot.id());
    }
  }
}
