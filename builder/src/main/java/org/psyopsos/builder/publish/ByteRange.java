package org.psyopsos.builder.publish;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A single range of bytes as a request asks for it: {@code bytes=FIRST-}, {@code bytes=FIRST-LAST},
 * or {@code bytes=-COUNT}. Source: RFC 9110, section 14.
 *
 * @param start the first byte, or -1 where only {@code end} is given
 * @param end the last byte, or -1 for the end; the number of last bytes where {@code start} is -1
 */
record ByteRange(long start, long end) {

  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** None where nothing, several ranges or something else was asked for: then all is sent. */
  static Optional<ByteRange> parse(@Nullable String header) {
    Matcher parts = SINGLE.matcher(header == null ? "" : header);
    if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
      return Optional.empty();
    }
    ByteRange range = new ByteRange(number(parts.group(1)), number(parts.group(2)));
    boolean backwards = range.start >= 0 && range.end >= 0 && range.end < range.start;
    return backwards ? Optional.empty() : Optional.of(range);
  }

  boolean isWithin(long size) {
    return start < 0 ? end > 0 && size > 0 : start < size;
  }

  long first(long size) {
    return start < 0 ? Math.max(0, size - end) : start;
  }

  long last(long size) {
    return start < 0 || end < 0 ? size - 1 : Math.min(end, size - 1);
  }

  private static long number(String digits) {
    return digits.isEmpty() ? -1 : Long.parseLong(digits);
  }
}
