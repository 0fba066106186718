package org.psyopsos.agent.system;

import java.time.Duration;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;

/** The service that waits for the end of a trial's time. */
public final class TrialDeadline {

  private static final Command STOP =
      Command.of("systemctl", "--no-block", "stop", "node-agent-deadline.service")
          .withTimeout(Duration.ofSeconds(10));

  private TrialDeadline() {}

  /** Nothing is on trial any more: nobody needs to wait. Where it goes on, it finds that itself. */
  public static void end(Host host) {
    try {
      host.commands().run(STOP);
    } catch (BadInput e) {
      // No systemd, so no service of it.
    }
  }
}
