package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.agent.slot.InstallPlan;
import org.psyopsos.agent.slot.StagedSlot;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.manifest.ReleaseVersion;

/** How a run ended; only {@link Updater} makes one. */
public final class Outcome {

  /** What is to be done next. */
  public enum Next {
    /** Nothing. */
    NOTHING,
    /** Nothing: it was done, and no reboot is needed for it. */
    DONE,
    /** {@code node-agent apply}. */
    APPLY,
    /** The same, which then boots what lies ready. */
    FLIP,
    /** A reboot into the version on trial. */
    REBOOT,
    /** Somebody boots the disk that was written, elsewhere. */
    CARRY
  }

  /** The word of a run after which a version waits for the next boot. */
  static final String REBOOT_NEEDED = "reboot-needed";

  /** The word of a run after which a version waits on a disk that this system does not run from. */
  private static final String STAGED = "staged";

  private final Next next;
  private final String word;
  private final String message;
  private final Optional<ReleaseVersion> version;
  private final Optional<InstallPlan> plan;
  private final Traffic traffic;
  private final Optional<Outcome> efi;

  private Outcome(Next next, String word, String message, Optional<ReleaseVersion> version) {
    this(next, word, message, version, Optional.empty(), Traffic.NONE, Optional.empty());
  }

  private Outcome(
      Next next,
      String word,
      String message,
      Optional<ReleaseVersion> version,
      Optional<InstallPlan> plan,
      Traffic traffic,
      Optional<Outcome> efi) {
    this.next = next;
    this.word = word;
    this.message = message;
    this.version = version;
    this.plan = plan;
    this.traffic = traffic;
    this.efi = efi;
  }

  /**
   * The newest offer is the one that an earlier poll has seen.
   *
   * @param settled what it led to then
   */
  static Outcome unchanged(String settled) {
    return new Outcome(Next.NOTHING, "unchanged", "nothing new: " + settled, Optional.empty());
  }

  static Outcome stay(Decision.Stay decision, ReleaseVersion offered) {
    return new Outcome(
        Next.NOTHING, decision.reason().id(), decision.message(), Optional.of(offered));
  }

  static Outcome available(ReleaseVersion offered) {
    return new Outcome(
        Next.APPLY, "available", offered + " is offered and would be taken", Optional.of(offered));
  }

  static Outcome staged(StagedSlot staged) {
    return rebootNeeded(staged.version(), staged.version() + " is ready in slot " + staged.slot())
        .after(staged.traffic());
  }

  static Outcome stagedBefore(ReleaseVersion offered) {
    return rebootNeeded(offered, offered + " is ready in the other slot since an earlier run");
  }

  static Outcome ready(StagedSlot staged) {
    return new Outcome(
            Next.FLIP,
            "ready",
            staged.version() + " is ready in slot " + staged.slot() + ", and will not be booted",
            Optional.of(staged.version()))
        .after(staged.traffic());
  }

  static Outcome planned(InstallPlan plan) {
    return new Outcome(
        Next.APPLY,
        "planned",
        "%s would be written to %s: fetch %d, reuse %d, write %d, delete %d, there already %d bytes"
            .formatted(
                plan.version(),
                plan.target(),
                plan.counts().fetched(),
                plan.counts().reused(),
                plan.counts().written(),
                plan.deleted(),
                plan.counts().there()),
        Optional.of(plan.version()),
        Optional.of(plan),
        Traffic.NONE,
        Optional.empty());
  }

  static Outcome noEfiRelease() {
    return new Outcome(
        Next.NOTHING, "no-efi-release", "the channel offers no EFI release", Optional.empty());
  }

  static Outcome efiWritten(ReleaseVersion version, Traffic traffic) {
    return new Outcome(
            Next.DONE, "efi-written", version + " is on the EFI partition", Optional.of(version))
        .after(traffic);
  }

  private static Outcome rebootNeeded(ReleaseVersion version, String message) {
    return new Outcome(
        Next.REBOOT, REBOOT_NEEDED, message + "; the next boot tries it", Optional.of(version));
  }

  public Next next() {
    return next;
  }

  /** One word for machines. */
  public String word() {
    return word;
  }

  /** The same for people. */
  public String message() {
    return message;
  }

  /** The same, after the EFI partition has been seen to. */
  Outcome with(Outcome seenTo) {
    Traffic both = traffic.plus(seenTo.traffic);
    return new Outcome(next, word, message, version, plan, both, Optional.of(seenTo));
  }

  /** How it ended for the EFI partition, where that was asked beside a slot. */
  public Optional<Outcome> efi() {
    return efi;
  }

  /** Whether there was nothing to do. */
  public boolean isNothing() {
    return next == Next.NOTHING && efi.map(Outcome::isNothing).orElse(true);
  }

  private Outcome after(Traffic what) {
    return new Outcome(next, word, message, version, plan, what, efi);
  }

  /** The same on a disk that this system does not run from. */
  Outcome elsewhere() {
    if (next != Next.REBOOT) {
      return this;
    }
    return new Outcome(Next.CARRY, STAGED, message, version, plan, traffic, efi);
  }

  /** What it took. */
  public Traffic traffic() {
    return traffic;
  }

  /** What would be done, where that was asked. */
  public Optional<InstallPlan> plan() {
    return plan;
  }

  /** The version that it is about, where an offer was seen. */
  public Optional<ReleaseVersion> version() {
    return version;
  }
}
