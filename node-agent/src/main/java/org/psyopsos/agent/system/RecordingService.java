package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.json.Json;

/**
 * A systemd service that starts programs of the operator's and leaves a record of what they said.
 * They may need anything; the agent is shut in, and so would be what it starts.
 */
public final class RecordingService {

  private final String unit;
  private final Path record;
  private final CommandRunner commands;

  /**
   * A service.
   *
   * @param unit its name
   * @param record the file that it writes
   */
  public RecordingService(String unit, Path record, CommandRunner commands) {
    this.unit = unit;
    this.record = record;
    this.commands = commands;
  }

  /**
   * Runs it and waits for it. One that somebody has started by hand is ended, and begins anew. Its
   * exit status does not count: the record does.
   *
   * @param reader of the record
   * @param none what it means that there is no record, or none that can be read; is told why
   */
  public <T> T run(Json.Reader<T> reader, Function<String, T> none) {
    forgetEarlier();
    Command restart = Command.of("systemctl", "restart", unit);
    try {
      CommandResult result = commands.run(restart);
      return read(reader, none, ProgramEnd.told(result, restart.timeout()));
    } catch (BadInput e) {
      return none.apply(e.problem().message());
    }
  }

  private void forgetEarlier() {
    try {
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot delete an earlier record of " + unit)
              .at(record)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  private <T> T read(Json.Reader<T> reader, Function<String, T> none, String end) {
    try {
      return Json.read(BoundedFiles.read(record, Json.MAX_BYTES), record.toString(), reader);
    } catch (NoSuchFileException e) {
      return none.apply("it did not run: " + end);
    } catch (IOException e) {
      return none.apply(String.valueOf(e.getMessage()));
    } catch (Untrusted e) {
      return none.apply(e.problem().message());
    }
  }
}
