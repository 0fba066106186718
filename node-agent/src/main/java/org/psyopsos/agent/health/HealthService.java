package org.psyopsos.agent.health;

import java.nio.file.Path;
import java.util.List;
import org.psyopsos.agent.system.RecordingService;
import org.psyopsos.io.CommandRunner;

/** Has {@code node-agent health} run by a systemd service of its own. */
public final class HealthService {

  /** Writes what the checks found to the record. */
  public static final String UNIT = "node-agent-health.service";

  private final RecordingService service;

  /**
   * A service.
   *
   * @param record the file that it writes
   */
  public HealthService(Path record, CommandRunner commands) {
    this.service = new RecordingService(UNIT, record, commands);
  }

  /** Runs the checks and waits for them; where they tell nothing, that is a failed check. */
  public List<HealthResult> run() {
    return service.run(HealthRecord::read, told -> List.of(new HealthResult(UNIT, false, told)));
  }
}
