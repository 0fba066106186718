package org.psyopsos.manifest;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * The version of a release: the second in UTC in which it was made. Versions order as their text
 * does.
 *
 * @param value {@code YYYYMMDD-HHMMSS}, from 1970 to 2242: the times of a tarball's members
 */
public record ReleaseVersion(String value) implements Comparable<ReleaseVersion> {

  /** A ustar header holds no later time: 16 March 2242. */
  private static final long LATEST = (1L << 33) - 1;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withResolverStyle(ResolverStyle.STRICT);

  public ReleaseVersion {
    parse(value);
  }

  public static ReleaseVersion at(Instant instant) {
    return new ReleaseVersion(FORMAT.format(instant.atOffset(ZoneOffset.UTC)));
  }

  public Instant instant() {
    return parse(value);
  }

  @Override
  public int compareTo(ReleaseVersion other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static Instant parse(String value) {
    try {
      if (value.length() == 15) {
        Instant instant = LocalDateTime.parse(value, FORMAT).toInstant(ZoneOffset.UTC);
        if (instant.getEpochSecond() >= 0 && instant.getEpochSecond() <= LATEST) {
          return instant;
        }
      }
    } catch (DateTimeParseException e) {
      throw new BadInput(notAVersion(value), e);
    }
    throw new BadInput(notAVersion(value));
  }

  private static Problem notAVersion(String value) {
    return Problem.of("not a release version")
        .expected("YYYYMMDD-HHMMSS in UTC, from 1970 to 2242")
        .found("'" + value + "'");
  }
}
