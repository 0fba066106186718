package org.psyopsos.agent.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.psyopsos.agent.system.ProgramEnd;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.Directories;

/** The executables of {@code health.d}, run one after the other in the order of their names. */
public final class HealthChecks {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Path directory;
  private final CommandRunner commands;

  public HealthChecks(Path directory, CommandRunner commands) {
    this.directory = directory;
    this.commands = commands;
  }

  /** Runs all of them, also after one has failed; no directory, or an empty one, is no check. */
  public List<HealthResult> run() {
    return executables().stream().map(this::run).toList();
  }

  private HealthResult run(Path executable) {
    String name = executable.getFileName().toString();
    try {
      CommandResult result =
          commands.run(Command.of(executable.toString()).withTimeout(TIMEOUT).withEndOnly());
      return new HealthResult(name, result.exitStatus() == 0, ProgramEnd.told(result, TIMEOUT));
    } catch (BadInput e) {
      return new HealthResult(name, false, e.problem().message());
    }
  }

  private List<Path> executables() {
    try {
      return Directories.list(directory).stream().filter(HealthChecks::isCheck).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot list the health checks")
              .at(directory)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  /** Not what an editor or a package manager leaves beside a file. */
  private static boolean isCheck(Path file) {
    return file.getFileName().toString().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")
        && Files.isRegularFile(file)
        && Files.isExecutable(file);
  }
}
