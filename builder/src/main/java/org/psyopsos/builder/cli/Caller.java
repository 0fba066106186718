package org.psyopsos.builder.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.progress.TerminalProgress;
import org.psyopsos.io.CommandRunner;

/**
 * Who called {@code tk}, and what it may touch: all doors to the outside.
 *
 * @param out for what was asked for
 * @param err for people: errors, progress, remarks
 * @param environment variables
 * @param directory that relative paths start from
 * @param clock the time
 * @param random where keys come from
 * @param commands other programs
 * @param terminal where a person sits, if one does
 */
public record Caller(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path directory,
    Clock clock,
    SecureRandom random,
    CommandRunner commands,
    Optional<Terminal> terminal) {

  public Caller {
    environment = Map.copyOf(environment);
  }

  /** A person at a keyboard. */
  @FunctionalInterface
  public interface Terminal {
    /** Asks for a password without showing it. */
    String password(String prompt);
  }

  public Path resolve(Path path) {
    return directory.resolve(path).normalize();
  }

  /** Drawn where a person sees it, quiet otherwise. */
  public Progress progress() {
    return terminal.isPresent() ? new TerminalProgress(err, clock) : Progress.quiet();
  }
}
