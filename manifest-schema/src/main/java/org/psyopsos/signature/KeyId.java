package org.psyopsos.signature;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * The number that minisign gives a key pair. It steers which key is tried, and proves nothing.
 *
 * @param hex 16 upper-case hexadecimal digits, the most significant first, as minisign prints them
 */
public record KeyId(String hex) {

  static final int LENGTH = 8;

  private static final Pattern DIGITS = Pattern.compile("[0-9A-F]{16}");

  public KeyId {
    if (!DIGITS.matcher(hex).matches()) {
      throw new BadInput(
          Problem.of("not a key id").expected("16 upper-case hex digits").found("'" + hex + "'"));
    }
  }

  /** The id in these 8 bytes, the least significant first as in minisign's files. */
  public static KeyId of(byte[] littleEndian) {
    byte[] reversed = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      reversed[i] = littleEndian[LENGTH - 1 - i];
    }
    return new KeyId(HexFormat.of().withUpperCase().formatHex(reversed));
  }

  /** The 8 bytes as in minisign's files. */
  public byte[] littleEndian() {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] reversed = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      reversed[i] = bytes[LENGTH - 1 - i];
    }
    return reversed;
  }

  @Override
  public String toString() {
    return hex;
  }
}
