package org.psyopsos.agent.update;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.grub.BootCount;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.release.SlotDocuments;

/** What follows a reboot: a trial is committed, given up, or found to have failed. */
public final class TrialJudge {

  private final Node node;
  private final NodeState state;
  private final Consumer<String> log;

  public TrialJudge(Node node, Consumer<String> log) {
    this.node = node;
    this.log = log;
    this.state = BootRepair.look(node, log);
  }

  /** Whether {@link #judge} goes by the health of what runs. */
  public boolean asksForHealth() {
    return state.booted() != state.committed();
  }

  /**
   * The system is up: commits a trial that runs and is healthy, and gives up one that is not.
   *
   * @param health what was found, where {@link #asksForHealth}
   */
  public Verdict judge(List<HealthResult> health) {
    BootCheck.warnings(state).forEach(log);
    health.forEach(result -> log.accept(result.toString()));
    Verdict verdict = judgeBoot(health);
    if (verdict.exitCode() == ExitCode.OK) {
      node.systemIsUp();
    }
    return verdict;
  }

  private Verdict judgeBoot(List<HealthResult> health) {
    Optional<Trial> trial = state.bootState().trial();
    if (trial.isEmpty()) {
      return asksForHealth()
          ? judgeFallback(health)
          : Verdict.nothing("slot " + state.booted() + " is committed, no version is on trial");
    }
    return state.runningTrial().isPresent()
        ? judgeHealth(trial.get(), health)
        : judgeReturn(trial.get());
  }

  /** Time is up: gives up a trial that still runs uncommitted. */
  public Verdict deadline() {
    return state
        .runningTrial()
        .map(trial -> giveUp(trial, FailedBecause.DEADLINE, "was not found healthy in time"))
        .orElseGet(() -> Verdict.nothing("no version is on trial here"));
  }

  /** Time is up, and the boot environment is out of reach: GRUB's count has to end the trial. */
  public static Verdict deadlineOutOfReach(NodeFault fault) {
    return Verdict.reboot(
        "given-up",
        "the trial is overdue and cannot be ended: " + fault.problem().message(),
        fault.exitCode());
  }

  private Verdict judgeHealth(Trial trial, List<HealthResult> health) {
    Optional<HealthResult> failed = failed(health);
    if (failed.isPresent()) {
      return giveUp(
          trial, FailedBecause.HEALTH_CHECK, "failed the health check " + failed.get().check());
    }
    BootRepair.change(node, log, boot -> boot.commit(trial.slot()));
    return Verdict.settled(
            "committed", trial.version() + " is healthy: slot " + trial.slot() + " is committed")
        .about(trial.version());
  }

  /**
   * Neither committed nor on trial. If the committed slot has rotted or does not come up, this one
   * takes its place, so that the next update can mend it, or try it once more; otherwise somebody
   * chose this one in GRUB's menu.
   */
  private Verdict judgeFallback(List<HealthResult> health) {
    Slot committed = state.committed();
    if (!state.othersTurn() && isSound(committed)) {
      return Verdict.nothing(
          "slot " + state.booted() + " runs, slot " + committed + " is sound and stays committed");
    }
    String why =
        "slot "
            + committed
            + (state.othersTurn()
                ? " was booted " + BootCount.OF_COMMITTED + " times in a row and did not come up"
                : " is damaged");
    Optional<HealthResult> failed = failed(health);
    if (failed.isPresent()) {
      return Verdict.unhealthy(
          why
              + ", and slot "
              + state.booted()
              + " failed the health check "
              + failed.get().check());
    }
    BootRepair.change(node, log, boot -> boot.commit(state.booted()));
    String done = why + ": slot " + state.booted() + " is committed instead";
    node.remember(done);
    return Verdict.settled("committed-instead", done);
  }

  private boolean isSound(Slot slot) {
    try {
      return node.reading(slot, TrialJudge::matchesItsManifest);
    } catch (NodeFault e) {
      log.accept(e.problem().message());
      return false;
    }
  }

  private static boolean matchesItsManifest(Path root) {
    Optional<Manifest> manifest = new SlotDocuments(root).manifest();
    manifest.ifPresent(new SlotDirectory(root)::requireContent);
    return manifest.isPresent();
  }

  private static Optional<HealthResult> failed(List<HealthResult> health) {
    return health.stream().filter(HealthResult::failed).findFirst();
  }

  private Verdict judgeReturn(Trial trial) {
    if (trial.attemptsLeft() > 0) {
      return Verdict.nothing(
          "%s waits in slot %s %s, attempts left: %d"
              .formatted(
                  trial.version(),
                  trial.slot(),
                  state.doubt().isPresent() ? "and could not be tried" : "to be tried",
                  trial.attemptsLeft()));
    }
    BootRepair.change(node, log, boot -> boot.markBad(FailedBecause.ATTEMPTS_USED_UP));
    return Verdict.settled(
            "trial-failed",
            trial.version()
                + " was tried and never found healthy; back on slot "
                + state.booted()
                + state.bootedVersion().map(version -> ", " + version).orElse(""))
        .about(trial.version());
  }

  private Verdict giveUp(Trial trial, FailedBecause because, String why) {
    BootRepair.change(node, log, boot -> boot.markBad(because));
    return Verdict.reboot(
            "given-up",
            trial.version() + " " + why + "; going back to slot " + state.committed(),
            ExitCode.HEALTH_FAILED)
        .about(trial.version());
  }
}
