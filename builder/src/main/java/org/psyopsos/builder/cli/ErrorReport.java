package org.psyopsos.builder.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every error ends: a message, a hint, an exit code; a stack trace only when asked for. */
final class ErrorReport {

  private static final String NO_SPACE = "No space left on device";
  private static final String MAKE_ROOM =
      "nothing is left under a final name; make room and run it again";

  private final PrintStream err;

  ErrorReport(PrintStream err) {
    this.err = err;
  }

  int usage(ParameterException e) {
    say("tk: " + e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched && suggest(unmatched)) {
      return ExitCode.USAGE.code();
    }
    hint("see '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    return ExitCode.USAGE.code();
  }

  int failed(Exception thrown, boolean debug) {
    if (debug) {
      thrown.printStackTrace(err);
    }
    if (asFailure(thrown) instanceof Failure failure) {
      say("tk: " + failure.problem().message());
      String hint = hintOf(failure.problem());
      if (!hint.isEmpty()) {
        hint(hint);
      }
      return failure.exitCode().code();
    }
    say("tk: internal error: " + thrown);
    hint("run it again with --debug and report what it prints");
    return ExitCode.INTERNAL.code();
  }

  /** A program that we started says only in its own words that the disk is full. */
  private static String hintOf(Problem problem) {
    boolean full = problem.hint().isEmpty() && problem.message().contains(NO_SPACE);
    return full ? MAKE_ROOM : problem.hint();
  }

  private boolean suggest(UnmatchedArgumentException unmatched) {
    return UnmatchedArgumentException.printSuggestions(unmatched, err);
  }

  private void hint(String text) {
    say("hint: " + text);
  }

  /**
   * What a tool said may be several lines; what a file or a server said is none of the terminal's.
   */
  private void say(String text) {
    text.lines().map(HarmlessText::of).forEach(err::println);
  }

  private static Exception asFailure(Exception thrown) {
    if (thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException cause) {
      return asFailure(cause);
    }
    if (thrown instanceof NoSuchFileException e) {
      return new BadInput(Problem.of("no such file or directory").at(e.getFile()), e);
    }
    if (thrown instanceof AccessDeniedException e) {
      return new BadInput(Problem.of("permission denied").at(e.getFile()), e);
    }
    return thrown instanceof IOException e ? nodeFault(e) : thrown;
  }

  private static NodeFault nodeFault(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains(NO_SPACE)) {
      Problem full = Problem.of("the disk is full");
      return new NodeFault(
          (e instanceof FileSystemException at ? full.at(at.getFile()) : full).hint(MAKE_ROOM), e);
    }
    return new NodeFault(
        Problem.of("input or output failed").found(e.getClass().getSimpleName() + ": " + message),
        e);
  }
}
