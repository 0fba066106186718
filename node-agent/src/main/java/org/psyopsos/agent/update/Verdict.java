package org.psyopsos.agent.update;

import java.util.Optional;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What became of the running version.
 *
 * @param word for machines
 * @param message for people
 * @param reboot whether the node has to reboot for it
 * @param exitCode what the program ends with
 * @param version that it is about, where it is about one
 */
public record Verdict(
    String word,
    String message,
    boolean reboot,
    ExitCode exitCode,
    Optional<ReleaseVersion> version) {

  public static Verdict nothing(String message) {
    return new Verdict("nothing-to-do", message, false, ExitCode.OK, Optional.empty());
  }

  static Verdict settled(String word, String message) {
    return new Verdict(word, message, false, ExitCode.OK, Optional.empty());
  }

  static Verdict unhealthy(String message) {
    return new Verdict("unhealthy", message, false, ExitCode.HEALTH_FAILED, Optional.empty());
  }

  static Verdict reboot(String word, String message, ExitCode exitCode) {
    return new Verdict(word, message, true, exitCode, Optional.empty());
  }

  /** The same about this version. */
  Verdict about(ReleaseVersion subject) {
    return new Verdict(word, message, reboot, exitCode, Optional.of(subject));
  }
}
