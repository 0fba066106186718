package org.psyopsos.agent.cli;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Lines for people: the journal and the serial console. What came from outside is made harmless: no
 * control characters, no endless lines.
 */
final class Log implements Consumer<String> {

  private static final int LONGEST = 500;

  private final PrintStream err;

  Log(PrintStream err) {
    this.err = err;
  }

  @Override
  public void accept(String line) {
    err.println("node-agent: " + harmless(line));
    err.flush();
  }

  /** The text on one bounded line; a control character becomes a question mark. */
  static String harmless(String text) {
    String bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return bounded
        .codePoints()
        .map(c -> isHarmless(c) ? c : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isHarmless(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE;
  }
}
