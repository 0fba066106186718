package org.psyopsos.scenario;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.builder.cli.Caller;
import org.psyopsos.builder.cli.Tk;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/** Runs `tk` in this process and other programs in theirs; a failure shows what they said. */
public final class Programs {

  /** The jars of `tk`. */
  static final Path TK = Path.of("../builder/target/dist/lib").toAbsolutePath().normalize();

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private Programs() {}

  /** Runs `tk` with the settings file in {@code site}. */
  public static void tk(Path site, String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit = Tk.run(List.of(arguments), caller(site, out));
    if (exit != 0) {
      throw new AssertionError(
          "tk "
              + String.join(" ", arguments)
              + " ended with "
              + exit
              + ":\n"
              + said.toString(StandardCharsets.UTF_8));
    }
  }

  /** What starts `tk` in a process of its own, with the libraries that users get. */
  static List<String> tkProcess(String... arguments) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-cp", TK.resolve("*").toString()));
    all.add("org.psyopsos.builder.cli.Main");
    all.addAll(List.of(arguments));
    return all;
  }

  /** Runs a program; gives what it printed on standard output. */
  public static String run(String... command) {
    Command asked = Command.of(command).withTimeout(LIMIT);
    CommandResult result = new ProcessCommandRunner().run(asked);
    if (result.exitStatus() != 0) {
      throw result.failure(asked);
    }
    return result.output();
  }

  private static Caller caller(Path site, PrintStream out) {
    return new Caller(
        out,
        out,
        Map.of(),
        site,
        Clock.systemUTC(),
        new SecureRandom(),
        new ProcessCommandRunner(),
        Optional.empty());
  }
}
