package org.psyopsos.agent.health;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.psyopsos.agent.settings.HealthSettings;
import org.psyopsos.agent.settings.HealthSettings.Check;
import org.psyopsos.agent.settings.HealthSettings.Weight;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.ThermalZone;
import org.psyopsos.failure.Failure;

/** The checks that the agent brings along. */
public final class BuiltInChecks {

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Host host;
  private final HealthSettings settings;
  private final int maxTemperature;
  private final Supplier<String> deaddrop;
  private final Duration answer;

  /**
   * The checks.
   *
   * @param maxTemperature in degrees Celsius
   * @param deaddrop asks the deaddrop for something; throws where it does not answer, and else says
   *     what it asked
   */
  public BuiltInChecks(
      Host host, HealthSettings settings, int maxTemperature, Supplier<String> deaddrop) {
    this(host, settings, maxTemperature, deaddrop, ANSWER);
  }

  /** Where the deaddrop has to answer as fast as this. */
  BuiltInChecks(
      Host host,
      HealthSettings settings,
      int maxTemperature,
      Supplier<String> deaddrop,
      Duration answer) {
    this.host = host;
    this.settings = settings;
    this.maxTemperature = maxTemperature;
    this.deaddrop = deaddrop;
    this.answer = answer;
  }

  /**
   * Runs those that are not switched off. What decides and fails is looked at again until patience
   * ends: shortly after a start much is still on its way.
   */
  public List<HealthResult> run() {
    List<Check> checks =
        Arrays.stream(Check.values()).filter(check -> weight(check) != Weight.OFF).toList();
    List<HealthResult> results = new ArrayList<>(checks.stream().map(this::result).toList());
    Instant end = host.clock().instant().plus(settings.patience());
    long looks = settings.patience().dividedBy(PAUSE); // Whatever is done to the clock meanwhile.
    for (; looks > 0 && results.stream().anyMatch(HealthResult::failed); looks--) {
      host.pause().sleep(PAUSE);
      if (host.clock().instant().isAfter(end)) {
        break;
      }
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).failed()) {
          results.set(i, result(checks.get(i)));
        }
      }
    }
    return results;
  }

  private Weight weight(Check check) {
    return settings.weight(check);
  }

  private HealthResult result(Check check) {
    Finding found = look(check);
    return new HealthResult(
        check.id(), found.healthy(), found.told(), weight(check) == Weight.DECIDE);
  }

  private Finding look(Check check) {
    return switch (check) {
      case DISK -> DiskCheck.look(places(), settings.minFreeDisk());
      case UNITS -> UnitsCheck.look(host.commands(), settings.ignoredUnits());
      case NETWORK ->
          settings.host().map(NetworkCheck::host).orElseGet(() -> NetworkCheck.route(host.paths()));
      case DEADDROP -> deaddrop();
      case TEMPERATURE -> temperature();
    };
  }

  private List<Path> places() {
    return Stream.of(host.paths().root(), host.paths().cache()).filter(Files::exists).toList();
  }

  /** A server may take its time, a trial may not: its deadline is near. */
  private Finding deaddrop() {
    return CompletableFuture.supplyAsync(this::answer)
        .completeOnTimeout(
            new Finding(false, "no answer within " + answer.toSeconds() + " s"),
            answer.toMillis(),
            TimeUnit.MILLISECONDS)
        .join();
  }

  private Finding answer() {
    try {
      return new Finding(true, deaddrop.get());
    } catch (Failure e) {
      return new Finding(false, e.problem().message());
    }
  }

  private Finding temperature() {
    OptionalInt hottest =
        ThermalZone.all(host.paths().thermalZones()).stream().mapToInt(ThermalZone::degrees).max();
    if (hottest.isEmpty()) {
      return Finding.notChecked("no thermal zone can be read");
    }
    int degrees = hottest.getAsInt();
    return degrees <= maxTemperature
        ? new Finding(true, degrees + " °C")
        : new Finding(
            false, "expected at most " + maxTemperature + " °C, found " + degrees + " °C");
  }
}
