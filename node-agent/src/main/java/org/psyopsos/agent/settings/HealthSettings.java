package org.psyopsos.agent.settings;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The health checks that the agent brings along.
 *
 * @param weights how much each counts
 * @param ignoredUnits names of units that may have failed
 * @param minFreeDisk in MiB
 * @param host a port that must be there, even if nobody listens; a default route is enough where
 *     there is none
 * @param patience how long a check that decides may fail before that counts
 */
public record HealthSettings(
    Map<Check, Weight> weights,
    List<Pattern> ignoredUnits,
    int minFreeDisk,
    Optional<InetSocketAddress> host,
    Duration patience) {

  /** In degrees Celsius, for the check of the temperature. */
  public static final int DEFAULT_MAX_TEMPERATURE = 80;

  static final int DEFAULT_MIN_FREE_DISK = 8;
  static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

  /** What is looked at, in this order. */
  public enum Check {
    DISK(Weight.DECIDE),
    UNITS(Weight.TELL),
    NETWORK(Weight.TELL),
    DEADDROP(Weight.TELL),
    TEMPERATURE(Weight.TELL);

    private final Weight weight;

    Check(Weight weight) {
      this.weight = weight;
    }

    /** How it is written in the settings. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much a check counts. */
  public enum Weight {
    /** It is not run. */
    OFF,
    /** What it finds is told and changes nothing. */
    TELL,
    /** A trial that fails it is given up. */
    DECIDE;

    /** How it is written in the settings. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public HealthSettings {
    weights = Map.copyOf(weights);
    ignoredUnits = List.copyOf(ignoredUnits);
  }

  public Weight weight(Check check) {
    return weights.getOrDefault(check, check.weight);
  }
}
