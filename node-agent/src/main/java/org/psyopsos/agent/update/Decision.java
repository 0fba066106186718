package org.psyopsos.agent.update;

/** Whether an offer is taken. */
sealed interface Decision {

  /** It is taken. */
  record Take() implements Decision {}

  /** It lies in the other slot already and is tried with the next boot. */
  record Staged() implements Decision {}

  /**
   * It is not taken.
   *
   * @param reason in one word
   * @param message for people
   */
  record Stay(Reason reason, String message) implements Decision {}

  /** Why an offer is not taken. */
  enum Reason {
    UP_TO_DATE("up-to-date"),
    OLDER("older"),
    KNOWN_BAD("known-bad"),
    HALTED("halted"),
    RECALLED("recalled"),
    BOOT_UNPROVEN("boot-unproven"),
    BOOT_ENVIRONMENT_DAMAGED("boot-environment-damaged"),
    TRIAL_RUNNING("trial-running"),
    NOT_COMMITTED("not-committed");

    private final String id;

    Reason(String id) {
      this.id = id;
    }

    /** How {@code --json} spells it. */
    String id() {
      return id;
    }

    /** Whether the same offer would be answered in the same way by the next run. */
    boolean isLasting() {
      return switch (this) {
        case TRIAL_RUNNING, NOT_COMMITTED, BOOT_UNPROVEN, BOOT_ENVIRONMENT_DAMAGED -> false;
        case UP_TO_DATE, OLDER, KNOWN_BAD, HALTED, RECALLED -> true;
      };
    }
  }
}
