package org.psyopsos.agent.cli;

import java.io.PrintStream;
import java.util.function.Consumer;
import org.psyopsos.failure.HarmlessText;

/**
 * Lines for people: the journal and the serial console. What came from outside is made harmless.
 */
final class Log implements Consumer<String> {

  private final PrintStream err;

  Log(PrintStream err) {
    this.err = err;
  }

  @Override
  public void accept(String line) {
    err.println("node-agent: " + HarmlessText.of(line));
    err.flush();
  }
}
