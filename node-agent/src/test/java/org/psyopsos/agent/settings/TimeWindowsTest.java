package org.psyopsos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.BadInput;

class TimeWindowsTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** A Saturday. */
  private static final String SATURDAY = "2026-11-21T";

  @Test
  void aWindowOpensAndClosesOnItsDays() {
    TimeWindows nights = windows("Mon-Fri 02:00-04:30");
    assertThat(nights.contains(berlin("2026-11-20T01:59:59"))).isFalse();
    assertThat(nights.contains(berlin("2026-11-20T02:00:00"))).isTrue();
    assertThat(nights.contains(berlin("2026-11-20T04:29:59"))).isTrue();
    assertThat(nights.contains(berlin("2026-11-20T04:30:00"))).isFalse();
    assertThat(nights.contains(berlin(SATURDAY + "03:00:00"))).isFalse();
    assertThat(nights.nextOpening(berlin(SATURDAY + "03:00:00")))
        .contains(berlin("2026-11-23T02:00:00"));
    assertThat(nights.nextOpening(berlin("2026-11-20T02:00:00")))
        .contains(berlin("2026-11-23T02:00:00"));
    assertThat(nights.nextOpening(berlin("2026-11-20T01:00:00")))
        .contains(berlin("2026-11-20T02:00:00"));
  }

  @Test
  void aWindowAcrossMidnightBelongsToTheDayOnWhichItOpens() {
    TimeWindows late = windows("Sat 23:00-01:30");
    assertThat(late.contains(berlin(SATURDAY + "00:30:00"))).isFalse();
    assertThat(late.contains(berlin(SATURDAY + "23:30:00"))).isTrue();
    assertThat(late.contains(berlin("2026-11-22T01:29:00"))).isTrue();
    assertThat(late.contains(berlin("2026-11-22T01:30:00"))).isFalse();
    assertThat(late.contains(berlin("2026-11-22T23:30:00"))).isFalse();
  }

  @Test
  void daysCanBeListedWrapAroundAndBeLeftOut() {
    TimeWindows weekend = windows("Wed,Fri-Mon 10:00-11:00");
    List<Boolean> week =
        List.of(16, 17, 18, 19, 20, 21, 22).stream()
            .map(day -> weekend.contains(berlin("2026-11-" + day + "T10:30:00")))
            .toList();
    assertThat(week).containsExactly(true, false, true, false, true, true, true);
    assertThat(windows("10:00-11:00").contains(berlin("2026-11-19T10:30:00"))).isTrue();
    assertThat(windows("Sat 00:00-24:00").contains(berlin(SATURDAY + "23:59:59"))).isTrue();
    assertThat(windows("Sat 00:00-24:00").contains(berlin("2026-11-22T00:00:00"))).isFalse();
    assertThat(windows("Sun 01:00-02:00", "Sat 10:00-11:00").contains(berlin(SATURDAY + "10:00")))
        .isTrue();
  }

  /** At two o'clock in the morning of 29 March 2026 clocks in Berlin are set to three. */
  @Test
  void aWindowThatTheClockSkipsOpensLaterOrNotAtAll() {
    Instant night = Instant.parse("2026-03-29T01:00:00Z");
    TimeWindows skipped = windows("02:00-03:00");
    assertThat(skipped.contains(night)).isFalse();
    assertThat(skipped.nextOpening(night.minusSeconds(1)))
        .contains(Instant.parse("2026-03-30T00:00:00Z"));
    TimeWindows half = windows("02:15-02:45");
    assertThat(half.nextOpening(night)).contains(night.plus(Duration.ofMinutes(15)));
    assertThat(half.contains(night.plus(Duration.ofMinutes(15)))).isTrue();
    assertThat(half.contains(night.plus(Duration.ofMinutes(45)))).isFalse();
  }

  /** At three o'clock in the morning of 25 October 2026 clocks in Berlin are set back to two. */
  @Test
  void aWindowThatTheClockShowsTwiceOpensOnce() {
    Instant firstTwo = Instant.parse("2026-10-25T00:00:00Z");
    TimeWindows once = windows("02:00-02:30");
    assertThat(once.contains(firstTwo)).isTrue();
    assertThat(once.contains(firstTwo.plus(Duration.ofHours(1)))).isFalse();
    TimeWindows whole = windows("02:00-03:00");
    assertThat(whole.contains(firstTwo.plus(Duration.ofMinutes(119)))).isTrue();
    assertThat(whole.contains(firstTwo.plus(Duration.ofHours(2)))).isFalse();
  }

  @Test
  void aWindowIsShownByItsOwnClock() {
    assertThat(windows("Mon-Fri 02:00-04:30")).hasToString("Mon-Fri 02:00-04:30 (Europe/Berlin)");
    assertThat(windows("10:00-11:00").clock(Instant.parse(SATURDAY + "11:00:00Z")))
        .isEqualTo("Sat 12:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:00",
        "2:00-4:00",
        "02:00-02:00",
        "24:00-01:00",
        "02:00-24:30",
        "25:00-26:00",
        "mon 02:00-03:00",
        "Mon–Fri 02:00-03:00",
        "Mon-  02:00-03:00",
        "Mon, 02:00-03:00",
        "Mo 02:00-03:00",
        " 02:00-03:00",
        "02:60-03:00",
        "02:00-03:00\n"
      })
  void whatIsNoWindowIsRefused(String text) {
    BadInput refused = catchThrowableOfType(BadInput.class, () -> windows(text));
    assertThat(refused.problem().what()).isEqualTo("not a time window");
    assertThat(refused.problem().expected()).contains("Mon-Fri 02:00-04:30");
    assertThat(refused.problem().found()).isEqualTo("\"" + text + "\"");
  }

  @Test
  void noneAndTooManyAreRefused() {
    assertThat(catchThrowableOfType(BadInput.class, this::none).problem().found()).isEqualTo("0");
    List<String> many = Collections.nCopies(51, "02:00-03:00");
    assertThat(
            catchThrowableOfType(BadInput.class, () -> TimeWindows.of(many, BERLIN))
                .problem()
                .expected())
        .isEqualTo("1 to 50");
  }

  private void none() {
    TimeWindows.of(List.of(), BERLIN);
  }

  private static TimeWindows windows(String... written) {
    return TimeWindows.of(List.of(written), BERLIN);
  }

  private static Instant berlin(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }
}
