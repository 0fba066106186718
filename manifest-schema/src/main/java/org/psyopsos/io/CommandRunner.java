package org.psyopsos.io;

import java.util.List;

/** The one way to start another program: an argument list, never a shell string. */
@FunctionalInterface
public interface CommandRunner {

  /**
   * Runs a command to its end.
   *
   * @throws org.psyopsos.failure.BadInput where the program is not installed
   */
  CommandResult run(Command command);

  /** Runs and expects exit status 0. */
  default CommandResult runOrFail(Command command) {
    CommandResult result = run(command);
    if (result.exitStatus() != 0) {
      throw result.failure(command);
    }
    return result;
  }

  /** Runs {@code arguments} with nothing special and expects exit status 0. */
  default CommandResult runOrFail(String... arguments) {
    return runOrFail(Command.of(List.of(arguments)));
  }
}
