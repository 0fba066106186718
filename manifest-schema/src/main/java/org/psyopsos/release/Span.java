package org.psyopsos.release;

/**
 * A run of bytes in a tarball.
 *
 * @param from the first byte's offset
 * @param to the offset just past the last byte
 */
public record Span(long from, long to) {

  public Span {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("from " + from + " to " + to);
    }
  }

  /** How many bytes. */
  public long length() {
    return to - from;
  }
}
