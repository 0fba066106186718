package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.agent.gate.NotNow;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.Trial;

/**
 * Why the node is not updating now: the one question that is asked of a node that stays behind.
 *
 * @param reason in one word
 * @param message for people, with the values that were compared
 */
public record Standstill(String reason, String message) {

  /**
   * Finds the reason. What the boot environment says now counts before what a run said then.
   *
   * @param lastRun the last one that was recorded
   */
  public static Standstill of(NodeState state, Optional<LastRun> lastRun) {
    return unsettled(state)
        .or(() -> unproven(state))
        .or(() -> waiting(state, lastRun))
        .orElseGet(() -> lastRun.map(run -> since(run, state)).orElseGet(Standstill::noRun));
  }

  private static Optional<Standstill> unsettled(NodeState state) {
    return state
        .runningTrial()
        .map(
            trial ->
                new Standstill(
                    Decision.Reason.TRIAL_RUNNING.id(),
                    trial.version() + " is on trial: it has not been found healthy yet"))
        .or(
            () ->
                state.booted() == state.committed()
                    ? Optional.empty()
                    : Optional.of(
                        new Standstill(
                            Decision.Reason.NOT_COMMITTED.id(),
                            "slot "
                                + state.booted()
                                + " runs, but slot "
                                + state.committed()
                                + " is committed")));
  }

  private static Optional<Standstill> unproven(NodeState state) {
    return state.doubt().map(doubt -> new Standstill(Decision.Reason.BOOT_UNPROVEN.id(), doubt));
  }

  private static Optional<Standstill> waiting(NodeState state, Optional<LastRun> lastRun) {
    return state
        .bootState()
        .trial()
        .filter(trial -> trial.attemptsLeft() > 0)
        .map(
            trial ->
                lastRun
                    .filter(run -> NotNow.Reason.isId(run.outcome()))
                    .map(run -> new Standstill(run.outcome(), run.message()))
                    .orElseGet(() -> new Standstill(Outcome.REBOOT_NEEDED, waiting(trial))));
  }

  private static String waiting(Trial trial) {
    return trial.version()
        + " is ready in slot "
        + trial.slot()
        + " and waits for a reboot, attempts left: "
        + trial.attemptsLeft();
  }

  private static Standstill since(LastRun run, NodeState state) {
    if (run.outcome().equals(Outcome.REBOOT_NEEDED)) {
      return state.bootState().bad().map(Standstill::failed).orElseGet(Standstill::noRun);
    }
    return new Standstill(
        run.refusal().map(LastRun.Refusal::reason).orElse(run.outcome()), run.message());
  }

  private static Standstill failed(BadVersion bad) {
    return new Standstill(
        Decision.Reason.KNOWN_BAD.id(), bad.version() + " was tried and has failed here");
  }

  private static Standstill noRun() {
    return new Standstill("no-run", "nobody has looked for a new version since the last reboot");
  }
}
