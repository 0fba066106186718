package org.psyopsos.builder.cli;

import java.io.Console;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.psyopsos.io.ProcessCommandRunner;

/** The program {@code tk}: its one composition root. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Caller caller =
        new Caller(
            System.out,
            System.err,
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Clock.systemUTC(),
            new SecureRandom(),
            new ProcessCommandRunner(),
            Optional.ofNullable(System.console()).map(Main::terminal));
    System.exit(Tk.run(List.of(args), caller));
  }

  private static Caller.Terminal terminal(Console console) {
    return prompt -> {
      char[] password = console.readPassword("%s", prompt);
      return password == null ? "" : new String(password);
    };
  }
}
