package org.psyopsos.agent.system;

import java.time.Duration;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.io.CommandResult;

/** How an operator's program ended, for people. */
public final class ProgramEnd {

  private static final int KEPT = 300;

  private ProgramEnd() {}

  /**
   * How it ended and the end of what it printed, which may be anything, on one line.
   *
   * @param timeout that it had
   */
  public static String told(CommandResult result, Duration timeout) {
    String end =
        result.exitStatus() == CommandResult.TIMED_OUT
            ? "no end after " + timeout.toSeconds() + " s"
            : "exit status " + result.exitStatus();
    String printed = (result.output() + " " + result.errors()).strip().replaceAll("\\s+", " ");
    String tail = HarmlessText.of(printed.substring(Math.max(0, printed.length() - KEPT)));
    return tail.isEmpty() ? end : end + ": " + tail;
  }
}
