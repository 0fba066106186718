package org.psyopsos.release;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;

/**
 * What one 512-byte ustar header must say. Nothing else is accepted: no other type, owner, name,
 * prefix, link or extension, and no number in another form than digits with leading zeros and a
 * space (the checksum: NUL and space). Source: POSIX.1-2017, pax, "ustar Interchange Format".
 *
 * @param name the member's name, at most 100 characters
 * @param mode permission bits
 * @param size bytes
 * @param modified seconds since 1970
 */
record UstarHeader(String name, int mode, long size, long modified) {

  static final int LENGTH = 512;

  private static final byte[] MAGIC = "ustar\00000".getBytes(StandardCharsets.US_ASCII);

  /**
   * Refuses a header that says anything else.
   *
   * @param where the tarball's name
   */
  void require(byte[] header, String where) {
    Field field = new Field(header, where + ", member " + name);
    field.text("name", 0, 100, name);
    field.octal("mode", 100, 8, mode);
    field.octal("user id", 108, 8, 0);
    field.octal("group id", 116, 8, 0);
    field.octal("size", 124, 12, size);
    field.octal("modification time", 136, 12, modified);
    field.number("checksum", 148, checksum(header), "%06o\0 ".formatted(checksum(header)));
    field.text("type", 156, 1, "0");
    field.text("link name", 157, 100, "");
    field.bytes("magic", 257, MAGIC);
    field.text("user name", 265, 32, "");
    field.text("group name", 297, 32, "");
    field.octal("device", 329, 8, 0);
    field.octal("device", 337, 8, 0);
    field.text("prefix", 345, 155, "");
    field.text("end of header", 500, 12, "");
  }

  private static long checksum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static final class Field {

    private final byte[] header;
    private final String where;

    Field(byte[] header, String where) {
      this.header = header;
      this.where = where;
    }

    void text(String what, int offset, int length, String expected) {
      byte[] wanted = Arrays.copyOf(expected.getBytes(StandardCharsets.US_ASCII), length);
      bytes(what, offset, wanted);
    }

    void bytes(String what, int offset, byte[] expected) {
      byte[] found = Arrays.copyOfRange(header, offset, offset + expected.length);
      if (!Arrays.equals(found, expected)) {
        throw wrong(what, printable(expected), printable(found));
      }
    }

    void octal(String what, int offset, int length, long expected) {
      String digits = Long.toOctalString(expected);
      number(what, offset, expected, "0".repeat(length - 1 - digits.length()) + digits + " ");
    }

    /** A number in the one form that it may have. */
    void number(String what, int offset, long expected, String form) {
      byte[] wanted = form.getBytes(StandardCharsets.US_ASCII);
      byte[] found = Arrays.copyOfRange(header, offset, offset + wanted.length);
      if (!Arrays.equals(found, wanted)) {
        throw wrong(what, Long.toOctalString(expected), printable(found).strip());
      }
    }

    private Untrusted wrong(String what, String expected, String found) {
      return new Untrusted(
          Untrusted.Reason.MALFORMED,
          Problem.of("a tarball header that is not as the manifest says: " + what)
              .at(where)
              .expected("'" + expected + "'")
              .found("'" + found + "'"));
    }

    private static String printable(byte[] bytes) {
      StringBuilder text = new StringBuilder();
      for (byte b : bytes) {
        if (b != 0) {
          text.append(b >= 32 && b < 127 ? (char) b : '?');
        }
      }
      return text.toString();
    }
  }
}
