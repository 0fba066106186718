package org.psyopsos.agent.system;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/**
 * The doors to the machine.
 *
 * @param paths files outside the partitions
 * @param commands other programs
 * @param clock the time
 * @param pause waiting
 * @param superuser whether this process may mount
 */
public record Host(
    NodePaths paths, CommandRunner commands, Clock clock, Pause pause, boolean superuser) {

  /** The exit status of a program that was ended by SIGTERM. */
  private static final int TERMINATED = 128 + 15;

  void requireSuperuser() {
    if (!superuser) {
      throw new NodeFault(
          Problem.of("node-agent has to mount partitions")
              .expected("to run as root")
              .found("another user")
              .hint("sudo node-agent …"));
    }
  }

  /** The time that the clock shows, where that may be believed. */
  public Optional<Instant> trustedClock() {
    return TrustedClock.isTrusted(this) ? Optional.of(clock.instant()) : Optional.empty();
  }

  /** Schedules one extra run at {@code at}; a time in the past is never reached. */
  public void runAgain(Instant at) {
    commands.runOrFail(
        "systemctl", "--no-block", "start", "node-agent-again@" + at.getEpochSecond() + ".timer");
  }

  /** Restarts the machine; returns before it goes down. */
  public void reboot() {
    Command reboot = Command.of("systemctl", "--no-block", "reboot");
    CommandResult result = commands.run(reboot);
    // The reboot stops this service and all that it started: systemctl may not live to its end.
    if (result.exitStatus() != 0 && result.exitStatus() != TERMINATED) {
      throw result.failure(reboot);
    }
  }
}
