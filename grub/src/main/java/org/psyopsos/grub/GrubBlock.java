package org.psyopsos.grub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An environment block as GRUB 2.06 reads and changes it (grub-core/lib/envblk.c), quirks included:
 * a line without {@code =} swallows the next, a backslash takes the next byte as it is, the last of
 * two equal names counts when reading and the first is the one that is changed.
 */
final class GrubBlock {

  /** The shortest file that GRUB takes for a block: the header and one byte. */
  private static final int SHORTEST = EnvironmentBlock.HEADER.length() + 1;

  private final String text;

  private GrubBlock(String text) {
    this.text = text;
  }

  /** A new file of {@link EnvironmentBlock#SIZE} bytes with these lines, each ended. */
  static byte[] of(String lines) {
    byte[] block = new byte[EnvironmentBlock.SIZE];
    Arrays.fill(block, (byte) '#');
    byte[] bytes = (EnvironmentBlock.HEADER + lines).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, 0, bytes.length);
    return block;
  }

  /** The block in a file of these bytes; empty where GRUB says "invalid environment block". */
  static Optional<GrubBlock> open(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    return text.length() >= SHORTEST && text.startsWith(EnvironmentBlock.HEADER)
        ? Optional.of(new GrubBlock(text))
        : Optional.empty();
  }

  /** {@code load_env} without a whitelist: what GRUB sets, up to where the block is broken. */
  Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    int p = EnvironmentBlock.HEADER.length();
    while (p < text.length()) {
      if (text.charAt(p) != '#') {
        int equals = text.indexOf('=', p);
        int end = equals < 0 ? text.length() : lineEnd(equals + 1);
        if (end >= text.length()) {
          return variables;
        }
        variables.put(untilNul(text.substring(p, equals)), value(equals + 1, end));
        p = end;
      }
      p = lineEnd(p) + 1;
    }
    return variables;
  }

  /** {@code save_env} of one variable without special characters; empty where it has no room. */
  Optional<byte[]> with(String name, String value) {
    int space = text.length();
    while (text.charAt(space - 1) == '#') {
      space--;
    }
    if (text.charAt(space - 1) != '\n') {
      return Optional.empty();
    }
    int p = EnvironmentBlock.HEADER.length();
    while (p + name.length() + 1 < space) {
      if (text.startsWith(name + "=", p)) {
        return replaced(p + name.length() + 1, value, space);
      }
      p = lineEnd(p) + 1;
    }
    return appended(name + "=" + value + "\n", space);
  }

  private Optional<byte[]> replaced(int start, String value, int space) {
    int end = lineEnd(start);
    int growth = value.length() - (end - start);
    if (end >= text.length() || text.length() - space < growth) {
      return Optional.empty();
    }
    String changed = text.substring(0, start) + value + text.substring(end, space);
    return Optional.of(filled(changed));
  }

  private Optional<byte[]> appended(String line, int space) {
    return text.length() - space < line.length()
        ? Optional.empty()
        : Optional.of(filled(text.substring(0, space) + line));
  }

  private byte[] filled(String content) {
    String padded = content + "#".repeat(text.length() - content.length());
    return padded.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The next newline that no backslash hides; the text's length or more where there is none. */
  private int lineEnd(int from) {
    int p = from;
    while (p < text.length() && text.charAt(p) != '\n') {
      p += text.charAt(p) == '\\' ? 2 : 1;
    }
    return p;
  }

  private String value(int start, int end) {
    StringBuilder value = new StringBuilder();
    for (int p = start; p < end; p++) {
      if (text.charAt(p) == '\\') {
        p++;
      }
      value.append(text.charAt(p));
    }
    return untilNul(value.toString());
  }

  /** C strings end at the first NUL. */
  private static String untilNul(String s) {
    int nul = s.indexOf('\0');
    return nul < 0 ? s : s.substring(0, nul);
  }
}
