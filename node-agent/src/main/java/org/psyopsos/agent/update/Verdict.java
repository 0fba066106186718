package org.psyopsos.agent.update;

import org.psyopsos.failure.ExitCode;

/**
 * What became of the running version.
 *
 * @param word for machines
 * @param message for people
 * @param reboot whether the node has to reboot for it
 * @param exitCode what the program ends with
 */
public record Verdict(String word, String message, boolean reboot, ExitCode exitCode) {

  public static Verdict nothing(String message) {
    return new Verdict("nothing-to-do", message, false, ExitCode.OK);
  }

  static Verdict settled(String word, String message) {
    return new Verdict(word, message, false, ExitCode.OK);
  }

  static Verdict unhealthy(String message) {
    return new Verdict("unhealthy", message, false, ExitCode.HEALTH_FAILED);
  }

  static Verdict reboot(String word, String message, ExitCode exitCode) {
    return new Verdict(word, message, true, exitCode);
  }
}
