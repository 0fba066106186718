package org.psyopsos.io;

import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/**
 * How a program ended.
 *
 * @param exitStatus 0 to 255, or {@link #TIMED_OUT}
 * @param output what it wrote to standard output, as UTF-8, bounded
 * @param errors what it wrote to standard error, as UTF-8, bounded
 */
public record CommandResult(int exitStatus, String output, String errors) {

  /** The exit status of a program that was killed at its timeout. */
  public static final int TIMED_OUT = -1;

  private static final int TOLD = 2000;

  /** The failure that a non-zero exit status amounts to. */
  public NodeFault failure(Command command) {
    String told = (errors.isBlank() ? output : errors).strip();
    return new NodeFault(
        Problem.of(command.program() + " failed")
            .at(command)
            .expected("exit status 0")
            .found(
                (exitStatus == TIMED_OUT ? "timeout after " + command.timeout() : exitStatus)
                    + (told.isEmpty() ? "" : ": " + tail(told))));
  }

  private static String tail(String text) {
    return text.length() <= TOLD ? text : "… " + text.substring(text.length() - TOLD);
  }
}
