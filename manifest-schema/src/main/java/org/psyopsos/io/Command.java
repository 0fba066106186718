package org.psyopsos.io;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to start.
 *
 * @param arguments the program's name and its arguments
 * @param environment variables set in addition to the inherited ones
 * @param input what the program reads on standard input
 * @param timeout after which it is killed and counts as failed
 * @param foreground whether it has the caller's terminal: it reads and writes there, {@code input}
 *     is not used, and nothing of what it writes is kept
 * @param endOnly whether no more than the end of what it writes is kept
 */
public record Command(
    List<String> arguments,
    Map<String, String> environment,
    Optional<String> input,
    Duration timeout,
    boolean foreground,
    boolean endOnly) {

  /** What a program gets where nothing else is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  public static Command of(List<String> arguments) {
    return new Command(arguments, Map.of(), Optional.empty(), DEFAULT_TIMEOUT, false, false);
  }

  public static Command of(String... arguments) {
    return of(List.of(arguments));
  }

  public Command withArguments(List<String> others) {
    return new Command(others, environment, input, timeout, foreground, endOnly);
  }

  public Command withEnvironment(Map<String, String> variables) {
    return new Command(arguments, variables, input, timeout, foreground, endOnly);
  }

  public Command withInput(String text) {
    return new Command(arguments, environment, Optional.of(text), timeout, foreground, endOnly);
  }

  public Command withTimeout(Duration limit) {
    return new Command(arguments, environment, input, limit, foreground, endOnly);
  }

  /** The same program with the caller's terminal. */
  public Command inForeground() {
    return new Command(arguments, environment, input, timeout, true, endOnly);
  }

  /** The same program; people read the end of what it prints, however much that is. */
  public Command withEndOnly() {
    return new Command(arguments, environment, input, timeout, foreground, true);
  }

  public String program() {
    return arguments.get(0);
  }

  @Override
  public String toString() {
    return String.join(" ", arguments);
  }
}
