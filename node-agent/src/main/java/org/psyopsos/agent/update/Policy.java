package org.psyopsos.agent.update;

import java.util.List;
import java.util.Optional;
import org.psyopsos.agent.efi.EfiContents;
import org.psyopsos.agent.update.Decision.Reason;
import org.psyopsos.agent.update.Decision.Stay;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.Trial;
import org.psyopsos.manifest.ReleaseVersion;

/** Decides about an offer. A function of values: no side effect, no clock. */
final class Policy {

  private Policy() {}

  /**
   * Decides.
   *
   * @param next the release that the offer means for this node now: a stop on the way, or its end
   * @param followed the version that nothing older may follow
   */
  static Decision decide(
      ChannelDocument offer,
      ReleaseReference next,
      Optional<ReleaseVersion> followed,
      NodeState node) {
    ReleaseVersion offered = next.version();
    return unsettled(node)
        .or(() -> withdrawn(offer, offered, node.bootedVersion()))
        .or(() -> againstFollowed(offered, followed, node.bootedVersion()))
        .or(() -> knownBad(offered, node.bootState()))
        .or(() -> unproven(node))
        .or(() -> staged(offered, node))
        .or(() -> halted(offer, offered))
        .orElseGet(Decision.Take::new);
  }

  /**
   * Why a release that a person has named is not taken; none where it is. That it is older, or has
   * failed here, is for the person to know.
   */
  static Optional<Stay> decide(ReleaseVersion named, NodeState node) {
    return unsettled(node)
        .or(
            () ->
                node.bootedVersion().equals(Optional.of(named))
                    ? stay(Reason.UP_TO_DATE, named + " runs")
                    : Optional.empty())
        .or(() -> unproven(node))
        .map(Stay.class::cast);
  }

  /** Why nothing is written to the EFI partition now; none where something may be. */
  static Optional<Stay> decide(NodeState node) {
    return unsettled(node).map(Stay.class::cast);
  }

  /**
   * Why the EFI release of an offer is not taken; none where it is. One that is there and not whole
   * is taken again.
   *
   * @param loader whether the loader is to be the release's, too
   */
  static Optional<Stay> decide(
      ChannelDocument offer,
      ReleaseVersion offered,
      EfiContents there,
      NodeState node,
      boolean loader) {
    return unsettled(node)
        .or(() -> againstEfi(offered, there, loader))
        .or(() -> halted(offer, offered))
        .map(Stay.class::cast);
  }

  private static Optional<Decision> againstEfi(
      ReleaseVersion offered, EfiContents there, boolean loader) {
    int order = there.version().map(offered::compareTo).orElse(1);
    if (order < 0) {
      return stay(
          Reason.OLDER,
          offered + " is offered, older than " + there.version().get() + " that is there");
    }
    boolean whole = there.isWholeBesideLoader() && (there.hasLoader() || !loader);
    if (order > 0 || !whole) {
      return Optional.empty();
    }
    return stay(
        Reason.UP_TO_DATE,
        offered
            + " is on the EFI partition, "
            + (there.hasLoader()
                ? "and is what the channel offers"
                : "but for its " + left(there)));
  }

  private static String left(EfiContents there) {
    List<String> firmware = there.differingFirmware();
    return firmware.isEmpty()
        ? "loader: --loader writes that, too"
        : "loader, which needs other firmware: " + String.join(", ", firmware);
  }

  /** While a trial runs, the other slot is the committed one: the way back. */
  private static Optional<Decision> unsettled(NodeState node) {
    if (node.runningTrial().isPresent()) {
      return stay(Reason.TRIAL_RUNNING, "the running version has not been committed yet");
    }
    if (node.committed() != node.booted()) {
      return stay(
          Reason.NOT_COMMITTED,
          "slot " + node.booted() + " runs, but slot " + node.committed() + " is committed");
    }
    return Optional.empty();
  }

  /** What GRUB may not read, or may not write to, cannot make it boot another slot. */
  private static Optional<Decision> unproven(NodeState node) {
    return node.doubt().flatMap(doubt -> stay(Reason.BOOT_UNPROVEN, doubt)).or(() -> damaged(node));
  }

  /** While a trial is begun, the other copy holds the state before: without it there is none. */
  private static Optional<Decision> damaged(NodeState node) {
    return node.damaged().stream()
        .findFirst()
        .flatMap(
            copy ->
                stay(
                    Reason.BOOT_ENVIRONMENT_DAMAGED,
                    "a copy of the boot environment cannot be mended, and no version is tried with"
                        + " one copy: "
                        + copy));
  }

  private static Optional<Decision> withdrawn(
      ChannelDocument offer, ReleaseVersion offered, Optional<ReleaseVersion> booted) {
    if (offer.recalled().contains(offered)) {
      return stay(Reason.RECALLED, offered + " is offered and recalled at once");
    }
    return booted
        .filter(offer.recalled()::contains)
        .filter(running -> offered.compareTo(running) <= 0)
        .flatMap(
            running ->
                stay(Reason.RECALLED, running + " runs and is recalled; nothing newer is offered"));
  }

  /** The same version is taken where nobody knows that it runs: its manifest has rotted there. */
  private static Optional<Decision> againstFollowed(
      ReleaseVersion offered, Optional<ReleaseVersion> followed, Optional<ReleaseVersion> booted) {
    if (booted.equals(Optional.of(offered))) {
      return stay(Reason.UP_TO_DATE, offered + " runs, and is what the channel offers");
    }
    String known = booted.isPresent() ? " that runs" : " that was followed";
    return followed
        .filter(version -> offered.compareTo(version) < 0)
        .flatMap(
            version -> stay(Reason.OLDER, offered + " is offered, older than " + version + known));
  }

  private static Optional<Decision> knownBad(ReleaseVersion offered, BootState state) {
    boolean failed =
        state.bad().filter(bad -> bad.version().equals(offered)).isPresent()
            || state.trial().filter(trial -> isUsedUp(trial, offered)).isPresent();
    return failed
        ? stay(Reason.KNOWN_BAD, offered + " has failed here; waiting for a newer version")
        : Optional.empty();
  }

  private static boolean isUsedUp(Trial trial, ReleaseVersion offered) {
    return trial.version().equals(offered) && trial.attemptsLeft() == 0;
  }

  /** Its attempts must not be counted anew: a kernel that cannot be loaded would never run out. */
  private static Optional<Decision> staged(ReleaseVersion offered, NodeState node) {
    return node.bootState()
        .trial()
        .filter(trial -> trial.version().equals(offered))
        .filter(trial -> node.slot(trial.slot()).version().equals(Optional.of(offered)))
        .map(trial -> new Decision.Staged());
  }

  private static Optional<Decision> halted(ChannelDocument offer, ReleaseVersion offered) {
    return offer.halted()
        ? stay(Reason.HALTED, offered + " is offered, but its rollout is halted")
        : Optional.empty();
  }

  private static Optional<Decision> stay(Reason reason, String message) {
    return Optional.of(new Stay(reason, message));
  }
}
