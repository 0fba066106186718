package org.psyopsos.agent.update;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.health.HealthChecks;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.grub.Trial;

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

  /** The system is up: commits a trial that runs and is healthy, and gives up one that is not. */
  public Verdict judge(HealthChecks checks) {
    BootCheck.warnings(node.kernel(), state).forEach(log);
    Optional<Trial> trial = state.bootState().trial();
    if (trial.isEmpty()) {
      return Verdict.nothing("no version is on trial");
    }
    return state.runningTrial().isPresent()
        ? judgeHealth(trial.get(), checks)
        : judgeReturn(trial.get());
  }

  /** Time is up: gives up a trial that still runs uncommitted. */
  public Verdict deadline() {
    return state
        .runningTrial()
        .map(trial -> giveUp(trial, FailedBecause.DEADLINE, "was not found healthy in time"))
        .orElseGet(() -> Verdict.nothing("no version is on trial here"));
  }

  private Verdict judgeHealth(Trial trial, HealthChecks checks) {
    List<HealthResult> results = checks.run();
    results.forEach(
        result ->
            log.accept(
                (result.healthy() ? "healthy: " : "NOT HEALTHY: ")
                    + result.check()
                    + ": "
                    + result.told()));
    Optional<HealthResult> failed = results.stream().filter(r -> !r.healthy()).findFirst();
    if (failed.isPresent()) {
      return giveUp(
          trial, FailedBecause.HEALTH_CHECK, "failed the health check " + failed.get().check());
    }
    node.writingBoot(boot -> boot.commit(trial.slot()));
    return Verdict.settled(
        "committed", trial.version() + " is healthy: slot " + trial.slot() + " is committed");
  }

  private Verdict judgeReturn(Trial trial) {
    if (trial.attemptsLeft() > 0) {
      return Verdict.nothing(
          trial.version()
              + " waits in slot "
              + trial.slot()
              + " to be tried, attempts left: "
              + trial.attemptsLeft());
    }
    node.writingBoot(boot -> boot.markBad(FailedBecause.ATTEMPTS_USED_UP));
    return Verdict.settled(
        "trial-failed",
        trial.version()
            + " was tried and never found healthy; back on slot "
            + state.booted()
            + state.bootedVersion().map(version -> ", " + version).orElse(""));
  }

  private Verdict giveUp(Trial trial, FailedBecause because, String why) {
    node.writingBoot(boot -> boot.markBad(because));
    return Verdict.reboot(
        "given-up",
        trial.version() + " " + why + "; going back to slot " + state.committed(),
        ExitCode.HEALTH_FAILED);
  }
}
