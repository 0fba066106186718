package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.agent.slot.StagedSlot;
import org.psyopsos.manifest.ReleaseVersion;

/** How a run ended; only {@link Updater} makes one. */
public final class Outcome {

  /** What is to be done next. */
  public enum Next {
    /** Nothing. */
    NOTHING,
    /** {@code node-agent apply}. */
    APPLY,
    /** A reboot into the version on trial. */
    REBOOT
  }

  private final Next next;
  private final String word;
  private final String message;
  private final Optional<ReleaseVersion> version;

  private Outcome(Next next, String word, String message, Optional<ReleaseVersion> version) {
    this.next = next;
    this.word = word;
    this.message = message;
    this.version = version;
  }

  static Outcome unchanged() {
    return new Outcome(
        Next.NOTHING, "unchanged", "nothing new since the last poll", Optional.empty());
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
    return rebootNeeded(staged.version(), staged.version() + " is ready in slot " + staged.slot());
  }

  static Outcome stagedBefore(ReleaseVersion offered) {
    return rebootNeeded(offered, offered + " is ready in the other slot since an earlier run");
  }

  private static Outcome rebootNeeded(ReleaseVersion version, String message) {
    return new Outcome(
        Next.REBOOT, "reboot-needed", message + "; the next boot tries it", Optional.of(version));
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

  /** The version that it is about, where an offer was seen. */
  public Optional<ReleaseVersion> version() {
    return version;
  }
}
