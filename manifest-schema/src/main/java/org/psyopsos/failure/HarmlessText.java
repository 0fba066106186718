package org.psyopsos.failure;

/**
 * Text from outside, made fit for a log or a terminal: one line, of bounded length, without control
 * characters. What a server, a file name or a program says may try to write lines of its own.
 */
public final class HarmlessText {

  private static final int LONGEST = 500;

  private HarmlessText() {}

  /**
   * The text on one bounded line; each control, format and line-separating character becomes a
   * question mark.
   */
  public static String of(String text) {
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
