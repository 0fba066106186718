package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;

/** The service that waits for the end of a trial's time. */
public final class TrialDeadline {

  private static final Command STOP =
      Command.of("systemctl", "--no-block", "stop", "node-agent-deadline.service")
          .withTimeout(Duration.ofSeconds(10));

  private TrialDeadline() {}

  /** Nothing is on trial any more: nobody needs to wait, and whoever fails means no trial. */
  public static void end(Host host) {
    Path settled = host.paths().settled();
    try {
      Files.createDirectories(settled.toAbsolutePath().getParent());
      Files.write(settled, new byte[0]);
      host.commands().run(STOP);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot say that the trial is over")
              .at(settled)
              .found(String.valueOf(e.getMessage())),
          e);
    } catch (BadInput e) {
      return; // No systemd, so no service of it.
    }
  }
}
