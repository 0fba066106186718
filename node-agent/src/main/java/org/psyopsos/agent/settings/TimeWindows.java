package org.psyopsos.agent.settings;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.psyopsos.agent.settings.TimeWindow.Span;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * When something may be done, by the clock on a wall somewhere. Where that clock is set forward
 * over a window's beginning, the window opens later by as much; where it is set back, a window
 * opens the first time its beginning is shown.
 */
public final class TimeWindows {

  private static final int MOST = 50;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT);

  /** Each day of the week twice: where clocks are set, a window may not open once. */
  private static final int DAYS_AHEAD = 14;

  private final List<String> written;
  private final List<TimeWindow> windows;
  private final ZoneId zone;

  private TimeWindows(List<String> written, ZoneId zone) {
    this.written = List.copyOf(written);
    this.windows = written.stream().map(TimeWindow::of).toList();
    this.zone = zone;
  }

  /**
   * Reads windows such as {@code Mon-Fri 02:00-04:30}.
   *
   * @throws BadInput for the first that is none, and where there are none at all
   */
  static TimeWindows of(List<String> written, ZoneId zone) {
    if (written.isEmpty() || written.size() > MOST) {
      throw new BadInput(
          Problem.of("wrong number of time windows")
              .expected("1 to " + MOST)
              .found(written.size())
              .hint("reboot = \"never\" leaves each reboot to somebody else"));
    }
    return new TimeWindows(written, zone);
  }

  public boolean contains(Instant moment) {
    return spans(moment, -1, 0).anyMatch(span -> span.contains(moment));
  }

  /** When the next one opens; none within two weeks, where clocks are set in an odd way. */
  public Optional<Instant> nextOpening(Instant after) {
    return spans(after, 0, DAYS_AHEAD)
        .map(Span::opens)
        .filter(opens -> opens.isAfter(after))
        .min(Instant::compareTo);
  }

  /** A moment as the clock on the wall shows it. */
  public String clock(Instant moment) {
    return CLOCK.format(moment.atZone(zone));
  }

  private Stream<Span> spans(Instant moment, int firstDay, int lastDay) {
    LocalDate today = LocalDate.ofInstant(moment, zone);
    return LongStream.rangeClosed(firstDay, lastDay)
        .mapToObj(today::plusDays)
        .flatMap(day -> windows.stream().flatMap(window -> window.openedOn(day, zone).stream()));
  }

  /** For people. */
  @Override
  public String toString() {
    return String.join(", ", written) + " (" + zone + ")";
  }
}
