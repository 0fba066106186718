package org.psyopsos.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceHistoryTest {

  private static final String SOURCE = "https://deaddrop.example/";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void eachFailureDoublesTheWaitUntilTheBreakerOpens() {
    List<Duration> waits = new ArrayList<>();
    SourceHistory history = SourceHistory.good(SOURCE);
    for (int i = 0; i < 12; i++) {
      history = history.failed(NOW, Optional.empty());
      waits.add(wait(history));
    }
    assertThat(waits)
        .startsWith(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2))
        .containsSubsequence(Duration.ofMinutes(128), SourceHistory.RARELY)
        .hasSize(12)
        .isSorted();
    assertThat(waits.indexOf(SourceHistory.RARELY)).isEqualTo(SourceHistory.BREAKER - 1);
  }

  @Test
  void oneAnswerClosesTheBreaker() {
    SourceHistory open = failed(SourceHistory.BREAKER);
    assertThat(open.look(NOW)).isPresent();
    assertThat(open.answered().look(NOW)).isEmpty();
  }

  @Test
  void theSourceMayAskForMoreTimeButNotForEver() {
    SourceHistory history = SourceHistory.good(SOURCE);
    assertThat(wait(history.failed(NOW, Optional.of(Duration.ofMinutes(20)))))
        .isEqualTo(Duration.ofMinutes(20));
    assertThat(wait(history.failed(NOW, Optional.of(Duration.ofSeconds(1)))))
        .isEqualTo(SourceHistory.FIRST);
    assertThat(wait(history.failed(NOW, Optional.of(Duration.ofDays(300)))))
        .isEqualTo(SourceHistory.RARELY);
  }

  @Test
  void aClockThatWasSetBackDoesNotLengthenTheWait() {
    assertThat(failed(20).look(NOW.minusSeconds(1))).isEmpty();
  }

  @Test
  void theReasonTellsWhatWasCompared() {
    NotNow notNow = failed(3).look(NOW.plusSeconds(60)).orElseThrow();
    assertThat(notNow.reason()).isEqualTo(NotNow.Reason.BACKING_OFF);
    assertThat(notNow.message())
        .contains("3 attempts", SOURCE, "2026-11-21T12:02:00Z", "2026-11-21T12:01:00Z");
    assertThat(failed(1).look(NOW).orElseThrow().message()).contains("one attempt");
  }

  @Test
  void itIsKeptForOneSourceAndMayVanish() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path cache = memory.getPath("/cache");
      SourceHistory history =
          failed(4).failed(NOW.plusSeconds(5), Optional.of(Duration.ofMinutes(7)));
      history.write(cache);
      assertThat(SourceHistory.read(cache, SOURCE)).isEqualTo(history);
      assertThat(SourceHistory.read(cache, "https://other.example/").failures()).isZero();
      history.answered().write(cache);
      assertThat(cache).isEmptyDirectory();
      history.write(cache);
      Files.writeString(cache.resolve("source.json"), "{\"failures\": -1}");
      assertThat(SourceHistory.read(cache, SOURCE)).isEqualTo(SourceHistory.good(SOURCE));
    }
  }

  private static SourceHistory failed(int times) {
    SourceHistory history = SourceHistory.good(SOURCE);
    for (int i = 0; i < times; i++) {
      history = history.failed(NOW, Optional.empty());
    }
    return history;
  }

  /** The shortest time after which the source is asked, to the second. */
  private static Duration wait(SourceHistory history) {
    Duration low = Duration.ZERO;
    Duration high = Duration.ofDays(2);
    while (high.minus(low).toSeconds() > 1) {
      Duration middle = low.plus(high).dividedBy(2).truncatedTo(ChronoUnit.SECONDS);
      if (history.look(NOW.plus(middle)).isPresent()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
