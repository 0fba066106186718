package org.psyopsos.agent.cli;

import java.io.PrintStream;
import java.util.function.Consumer;
import org.psyopsos.failure.HarmlessText;

/**
 * Lines for people: the journal and the serial console. What came from outside is made harmless.
 * The journal gets a priority with each line (sd-daemon(3)); a terminal does not.
 */
final class Log implements Consumer<String> {

  private static final int ERROR = 3;
  private static final int WARNING = 4;
  private static final int INFORMATION = 6;

  private final PrintStream err;
  private final boolean journal;

  Log(Caller caller) {
    this.err = caller.err();
    this.journal = caller.journal();
  }

  /** What is being done. */
  @Override
  public void accept(String line) {
    write(INFORMATION, "node-agent: " + line);
  }

  void warning(String line) {
    write(WARNING, "node-agent: warning: " + line);
  }

  void error(String line) {
    write(ERROR, "node-agent: " + line);
  }

  /** A stack trace: of the exceptions' own words no more than of anybody else's. */
  void trace(Throwable thrown) {
    write(ERROR, thrown.toString());
    for (StackTraceElement frame : thrown.getStackTrace()) {
      write(ERROR, "    at " + frame);
    }
    if (thrown.getCause() != null) {
      trace(thrown.getCause());
    }
  }

  private void write(int priority, String line) {
    err.println((journal ? "<" + priority + ">" : "") + HarmlessText.of(line));
    err.flush();
  }
}
