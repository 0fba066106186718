package org.psyopsos.builder.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.builder.sign.PasswordSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import picocli.CommandLine.Option;

/** Where a password comes from: a file, the environment, or the person at the terminal. */
final class PasswordOptions {

  static final String VARIABLE = "TK_PASSWORD";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Read the key's password from the first line of FILE"
              + " (default: the variable "
              + VARIABLE
              + ", else the terminal).")
  private Optional<Path> passwordFile = Optional.empty();

  PasswordSource source(Caller caller) {
    return purpose -> given(caller).orElseGet(() -> terminal(caller).password(purpose + ": "));
  }

  /** For a new password: a person types it twice. */
  PasswordSource newPassword(Caller caller) {
    return purpose -> given(caller).orElseGet(() -> twice(terminal(caller), purpose));
  }

  private Optional<String> given(Caller caller) {
    return passwordFile
        .map(file -> firstLine(caller.resolve(file)))
        .or(() -> Optional.ofNullable(caller.environment().get(VARIABLE)));
  }

  private static String twice(Caller.Terminal terminal, String purpose) {
    String password = terminal.password(purpose + ": ");
    if (!password.equals(terminal.password(purpose + " (once more): "))) {
      throw new BadInput(Problem.of("the two passwords differ").hint("run it again"));
    }
    return password;
  }

  private static Caller.Terminal terminal(Caller caller) {
    return caller
        .terminal()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("a password is needed, and there is no terminal to ask at")
                        .hint("give --password-file FILE or the variable " + VARIABLE)));
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
