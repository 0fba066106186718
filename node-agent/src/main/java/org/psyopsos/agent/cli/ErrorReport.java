package org.psyopsos.agent.cli;

import java.io.PrintStream;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Failure;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every error ends: a message, a hint, an exit code; a stack trace only when asked for. */
final class ErrorReport {

  private final PrintStream err;
  private final Log log;

  ErrorReport(PrintStream err) {
    this.err = err;
    this.log = new Log(err);
  }

  int usage(ParameterException e) {
    log.accept(String.valueOf(e.getMessage()));
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || !UnmatchedArgumentException.printSuggestions(unmatched, err)) {
      hint("see '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    }
    return ExitCode.USAGE.code();
  }

  int failed(Exception thrown, boolean debug) {
    if (debug) {
      thrown.printStackTrace(err);
    }
    if (thrown instanceof Failure failure) {
      log.accept(failure.problem().message());
      hint(failure.problem().hint());
      return failure.exitCode().code();
    }
    log.accept("internal error: " + thrown);
    hint("run it again with --debug and report what it prints");
    return ExitCode.INTERNAL.code();
  }

  private void hint(String text) {
    if (!text.isEmpty()) {
      log.accept("hint: " + text);
    }
  }
}
