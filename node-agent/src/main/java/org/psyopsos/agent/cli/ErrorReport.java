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

  ErrorReport(Caller caller) {
    this.err = caller.err();
    this.log = new Log(caller);
  }

  int usage(ParameterException e) {
    log.error(String.valueOf(e.getMessage()));
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || !UnmatchedArgumentException.printSuggestions(unmatched, err)) {
      hint("see '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    }
    return ExitCode.USAGE.code();
  }

  int failed(Exception thrown, boolean debug) {
    if (debug) {
      log.trace(thrown);
    }
    if (thrown instanceof Failure failure) {
      log.error(failure.problem().message());
      hint(failure.problem().hint());
      return failure.exitCode().code();
    }
    log.error("internal error: " + thrown);
    hint("run it again with --debug and report what it prints");
    return ExitCode.INTERNAL.code();
  }

  private void hint(String text) {
    if (!text.isEmpty()) {
      log.accept("hint: " + text);
    }
  }
}
