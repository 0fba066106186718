package org.psyopsos.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.settings.HealthSettings;
import org.psyopsos.agent.settings.HealthSettings.Check;
import org.psyopsos.agent.settings.HealthSettings.Weight;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.io.CommandResult;

/** Who waits for somebody else must end before the trial's deadline does. */
class BuiltInChecksTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private Duration eachPause = Duration.ZERO;

  @Test
  void aDeaddropThatFallsSilentIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    eachPause = PATIENCE.multipliedBy(2);
    List<HealthResult> results = run(() -> awaited(end));
    end.countDown();
    assertThat(results)
        .containsExactly(new HealthResult("deaddrop", false, "no answer within 1 s"));
  }

  @Test
  void patienceIsCountedWhateverTheClockDoes() {
    eachPause = Duration.ofDays(-1);
    assertThat(run(BuiltInChecksTest::gone)).allMatch(HealthResult::failed);
    assertThat(pauses).hasSize(12);
  }

  @Test
  void patienceEndsByTheClockWhereLookingTakesLong() {
    eachPause = Duration.ofSeconds(25);
    assertThat(run(BuiltInChecksTest::gone)).allMatch(HealthResult::failed);
    assertThat(pauses).hasSize(3);
  }

  private List<HealthResult> run(Supplier<String> deaddrop) {
    InstantSource source = () -> now;
    Host host =
        new Host(
            new NodePaths(Path.of("/nowhere")),
            command -> new CommandResult(1, "", ""),
            source.withZone(ZoneOffset.UTC),
            this::pause,
            true);
    Map<Check, Weight> weights = new EnumMap<>(Check.class);
    for (Check check : Check.values()) {
      weights.put(check, check == Check.DEADDROP ? Weight.DECIDE : Weight.OFF);
    }
    HealthSettings settings = new HealthSettings(weights, List.of(), 0, Optional.empty(), PATIENCE);
    return new BuiltInChecks(host, settings, 80, deaddrop, Duration.ofSeconds(1)).run();
  }

  private void pause(Duration duration) {
    pauses.add(duration);
    now = now.plus(eachPause);
  }

  private static String gone() {
    throw new Unreachable(Problem.of("gone"));
  }

  private static String awaited(CountDownLatch end) {
    try {
      end.await();
      return "answered";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
