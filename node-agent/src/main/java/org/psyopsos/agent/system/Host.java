package org.psyopsos.agent.system;

import java.time.Clock;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
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

  void requireSuperuser() {
    if (!superuser) {
      throw new NodeFault(
          Problem.of("node-agent has to mount partitions")
              .expected("to run as root")
              .found("another user")
              .hint("sudo node-agent …"));
    }
  }

  /** Restarts the machine; returns before it goes down. */
  public void reboot() {
    // Not waited for: the reboot stops this very process.
    commands.runOrFail("systemctl", "--no-block", "reboot");
  }
}
