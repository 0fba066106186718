package org.psyopsos.agent.gate;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.psyopsos.failure.Problem;

/**
 * Why something is left for later.
 *
 * @param reason in one word
 * @param problem the same for people, with the values that were compared
 * @param again when it is worth another look, where that is before the timer's next run
 */
public record NotNow(Reason reason, Problem problem, Optional<Instant> again) {

  /** Why an update or a reboot waits. */
  public enum Reason {
    HELD("held"),
    BACKING_OFF("backing-off"),
    TOO_HOT("too-hot"),
    LOW_MEMORY("low-memory"),
    READ_ONLY("read-only"),
    OUTSIDE_WINDOWS("outside-windows"),
    INHIBITED("inhibited"),
    ANSWERED_NO("answered-no");

    private final String id;

    Reason(String id) {
      this.id = id;
    }

    /** How {@code --json} spells it. */
    public String id() {
      return id;
    }

    /** Whether something is the id of one of them. */
    public static boolean isId(String id) {
      return Arrays.stream(values()).anyMatch(reason -> reason.id.equals(id));
    }
  }

  static NotNow of(Reason reason, Problem problem) {
    return new NotNow(reason, problem, Optional.empty());
  }

  static NotNow until(Instant again, Reason reason, Problem problem) {
    return new NotNow(reason, problem, Optional.of(again));
  }

  /** For people, on one line. */
  public String message() {
    return problem.message();
  }
}
