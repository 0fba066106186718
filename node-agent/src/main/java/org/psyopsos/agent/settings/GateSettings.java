package org.psyopsos.agent.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What must hold before a run that nobody started by hand may install or reboot.
 *
 * @param windows when it may reboot; always, where there are none
 * @param question whom to ask before a reboot
 * @param maxTemperature in degrees Celsius; a hotter node does not start an update. Where there is
 *     none, the machine itself says what is too hot
 * @param minFreeMemory in MiB; a node with less does not start an update
 */
public record GateSettings(
    Optional<TimeWindows> windows,
    Optional<Question> question,
    Optional<Integer> maxTemperature,
    int minFreeMemory) {

  /** What the process that fetches may need beside this one, and a little. */
  static final int DEFAULT_MIN_FREE_MEMORY = 64;

  /**
   * A program that says whether the node may reboot now: exit status 0 is yes.
   *
   * @param command the program's absolute path and its arguments
   * @param timeout after which no answer is a no
   */
  public record Question(List<String> command, Duration timeout) {

    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

    public Question {
      command = List.copyOf(command);
    }
  }
}
