package org.psyopsos.grub;

import java.util.Objects;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What survives a reboot about which slot to boot. The transitions are the edges of the state graph
 * in {@code docs/boot-protocol.md}.
 *
 * @param committed the slot that boots when nothing is tried; it has been found healthy
 * @param trial the version tried in the other slot, if any
 * @param bad the last version that failed its trial, if any
 */
public record BootState(Slot committed, Optional<Trial> trial, Optional<BadVersion> bad) {

  public BootState {
    Objects.requireNonNull(committed);
    if (trial.filter(tried -> tried.slot() == committed).isPresent()) {
      throw new BadInput(
          Problem.of("the committed slot cannot be on trial")
              .expected("slot " + committed.other().id())
              .found("slot " + committed.id()));
    }
  }

  /** The steady state: nothing tried, nothing known to be bad. */
  public static BootState committed(Slot slot) {
    return new BootState(slot, Optional.empty(), Optional.empty());
  }

  /** After this GRUB boots {@code slot}, at most {@code attempts} (1 to 9) times. */
  public BootState tryNext(Slot slot, ReleaseVersion version, int attempts) {
    if (attempts < 1) {
      throw new BadInput(
          Problem.of("not a number of boot attempts")
              .expected("1 to " + Trial.MAX_ATTEMPTS)
              .found(attempts));
    }
    return new BootState(committed, Optional.of(new Trial(slot, version, attempts)), bad);
  }

  /** As {@link #tryNext}, because {@code left}, which runs now, is not wanted any more. */
  public BootState tryInstead(Slot slot, ReleaseVersion version, int attempts, BadVersion left) {
    return new BootState(committed, tryNext(slot, version, attempts).trial(), Optional.of(left));
  }

  /** {@code slot} is healthy and boots from now on. A version that is committed is not bad. */
  public BootState commit(Slot slot) {
    Optional<ReleaseVersion> version =
        trial.filter(tried -> tried.slot() == slot).map(Trial::version);
    Optional<BadVersion> stillBad =
        bad.filter(known -> !version.equals(Optional.of(known.version())));
    return new BootState(slot, Optional.empty(), stillBad);
  }

  /**
   * The trial has failed: its version is remembered, the committed slot boots from now on.
   *
   * @throws BadInput where nothing is on trial
   */
  public BootState markBad(FailedBecause because) {
    Trial failed =
        trial.orElseThrow(
            () ->
                new BadInput(
                    Problem.of("no version is on trial")
                        .hint("only a version on trial can be marked bad")));
    return new BootState(
        committed, Optional.empty(), Optional.of(new BadVersion(failed.version(), because)));
  }
}
