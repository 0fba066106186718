package org.psyopsos.agent.settings;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A part of some days of the week, such as {@code Mon-Fri 02:00-04:30}. One that ends at or before
 * its beginning ends on the day after.
 *
 * @param days on which it opens
 * @param from when it opens
 * @param to when it closes
 */
record TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to) {

  private static final List<String> NAMES =
      List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final String DAY = "(?:" + String.join("|", NAMES) + ")";
  private static final String DAY_RANGE = DAY + "(?:-" + DAY + ")?";
  private static final String TIME = "((?:[01][0-9]|2[0-3]):[0-5][0-9])";
  private static final Pattern WINDOW =
      Pattern.compile(
          "(?:("
              + DAY_RANGE
              + "(?:,"
              + DAY_RANGE
              + "){0,6}) )?"
              + TIME
              + "-(?:"
              + TIME
              + "|(24:00))");

  /** The moments between two others; the first belongs to it. */
  record Span(Instant opens, Instant closes) {

    boolean isEmpty() {
      return !opens.isBefore(closes);
    }

    boolean contains(Instant moment) {
      return !moment.isBefore(opens) && moment.isBefore(closes);
    }
  }

  TimeWindow {
    days = Set.copyOf(days);
  }

  /**
   * Reads one.
   *
   * @throws BadInput where it is none
   */
  static TimeWindow of(String text) {
    Matcher matcher = WINDOW.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text);
    }
    LocalTime from = LocalTime.parse(matcher.group(2));
    boolean toMidnight = matcher.group(4) != null;
    LocalTime to = toMidnight ? LocalTime.MIDNIGHT : LocalTime.parse(matcher.group(3));
    if (from.equals(to) && !toMidnight) {
      throw wrong(text); // Nobody knows whether a whole day is meant or nothing.
    }
    return new TimeWindow(days(matcher.group(1)), from, to);
  }

  /** When it is open after opening on this day, which clocks that are set may make nothing. */
  Optional<Span> openedOn(LocalDate day, ZoneId zone) {
    if (!days.contains(day.getDayOfWeek())) {
      return Optional.empty();
    }
    LocalDate end = to.isAfter(from) ? day : day.plusDays(1);
    Span span =
        new Span(
            day.atTime(from).atZone(zone).toInstant(), end.atTime(to).atZone(zone).toInstant());
    return Optional.of(span).filter(some -> !some.isEmpty());
  }

  private static Set<DayOfWeek> days(@Nullable String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    if (text == null) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    for (String range : text.split(",", -1)) {
      String[] ends = range.split("-", -1);
      DayOfWeek last = day(ends[ends.length - 1]);
      for (DayOfWeek day = day(ends[0]); !day.equals(last); day = day.plus(1)) {
        days.add(day);
      }
      days.add(last);
    }
    return days;
  }

  private static DayOfWeek day(String name) {
    return DayOfWeek.of(NAMES.indexOf(name) + 1);
  }

  private static BadInput wrong(String text) {
    return new BadInput(
        Problem.of("not a time window")
            .expected("such as \"Mon-Fri 02:00-04:30\", \"Sat,Sun 22:00-06:00\" or \"03:00-05:00\"")
            .found("\"" + text + "\""));
  }
}
