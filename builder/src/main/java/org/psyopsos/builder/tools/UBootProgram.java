package org.psyopsos.builder.tools;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * U-Boot for a board, as one file: code, and the environment that it starts with. That is text,
 * with a zero byte after each variable.
 */
public final class UBootProgram {

  /** What runs before U-Boot waits for a key and looks for a disk. */
  private static final Pattern AT_FIRST = Pattern.compile("(?<=\0)preboot=[^\0]*(?=\0)");

  private static final String USB = "usb start";

  /** As long: everything else stays where it is. */
  private static final String NOTHING = "true     ";

  /** What it prints first. */
  private static final Pattern VERSION = Pattern.compile("U-Boot \\d{4}\\.\\d");

  private UBootProgram() {}

  /** Whether it calls itself U-Boot. */
  public static boolean isOne(byte[] program) {
    return VERSION.matcher(new String(program, StandardCharsets.ISO_8859_1)).find();
  }

  /**
   * The same program, which starts USB no sooner than it looks for a disk there. One that does not
   * start it before stays as it is.
   */
  public static byte[] withoutUsbAtFirst(byte[] program) {
    String text = new String(program, StandardCharsets.ISO_8859_1);
    return AT_FIRST
        .matcher(text)
        .replaceAll(variable -> variable.group().replace(USB, NOTHING))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
