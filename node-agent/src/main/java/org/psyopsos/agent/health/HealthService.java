package org.psyopsos.agent.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/**
 * Has {@code node-agent health} run by a systemd service of its own. The checks are the operator's
 * programs and may need anything; the agent is shut in, and so would be what it starts.
 */
public final class HealthService {

  /** Writes what the checks found to the record. */
  public static final String UNIT = "node-agent-health.service";

  /** One that somebody has started by hand is ended, and begins anew. */
  private static final Command RUN = Command.of("systemctl", "restart", UNIT);

  private final Path record;
  private final CommandRunner commands;

  /**
   * A service.
   *
   * @param record the file that it writes
   */
  public HealthService(Path record, CommandRunner commands) {
    this.record = record;
    this.commands = commands;
  }

  /** Runs the checks and waits for them; where they tell nothing, that is a failed check. */
  public List<HealthResult> run() {
    forgetEarlier();
    try {
      CommandResult result = commands.run(RUN);
      return found(result);
    } catch (BadInput e) {
      return failed(e.problem().message());
    }
  }

  private void forgetEarlier() {
    try {
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot delete an earlier record of health checks")
              .at(record)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  /** The exit status does not count: the service fails where a check does. */
  private List<HealthResult> found(CommandResult result) {
    try {
      return HealthRecord.read(Files.readAllBytes(record), record.toString());
    } catch (NoSuchFileException e) {
      return failed("it did not run: " + HealthChecks.told(result));
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (Untrusted e) {
      return failed(e.problem().message());
    }
  }

  private static List<HealthResult> failed(String told) {
    return List.of(new HealthResult(UNIT, false, told));
  }
}
