package org.psyopsos.builder.disk;

/**
 * Bytes in a row.
 *
 * @param start the first
 * @param end the one after the last
 */
public record ByteRange(long start, long end) {

  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: " + start + " to " + end);
    }
  }

  public static ByteRange ofLength(long start, long length) {
    return new ByteRange(start, start + length);
  }

  public long length() {
    return end - start;
  }

  public ByteRange shiftedBy(long offset) {
    return new ByteRange(start + offset, end + offset);
  }
}
