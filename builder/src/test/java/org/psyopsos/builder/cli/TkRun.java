package org.psyopsos.builder.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * One run of {@code tk} in the test's process.
 *
 * @param exitCode what it returned
 * @param out its standard output
 * @param err its standard error
 */
public record TkRun(int exitCode, String out, String err) {

  private static final Instant NOW = Instant.parse("2026-11-21T10:15:00Z");

  /** Runs {@code tk} in {@code directory}, with no terminal. */
  public static TkRun in(Path directory, String... arguments) {
    return in(directory, Map.of(), arguments);
  }

  public static TkRun in(Path directory, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Caller caller =
        new Caller(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            directory,
            Clock.fixed(NOW, ZoneOffset.UTC),
            new SecureRandom(),
            new ProcessCommandRunner(),
            Optional.empty());
    int exitCode = Tk.run(List.of(arguments), caller);
    return new TkRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
