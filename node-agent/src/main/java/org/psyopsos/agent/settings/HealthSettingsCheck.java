package org.psyopsos.agent.settings;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.settings.HealthSettings.Check;
import org.psyopsos.agent.settings.HealthSettings.Weight;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** The settings of {@link HealthSettings}, checked. */
final class HealthSettingsCheck {

  private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(30);
  private static final int MOST_MEBIBYTES = 1 << 20;
  private static final int HIGHEST_PORT = 65535;

  private final SettingValues values;

  HealthSettingsCheck(SettingValues values) {
    this.values = values;
  }

  HealthSettings check(@Nullable HealthToml written) {
    HealthToml toml = written == null ? HealthToml.EMPTY : written;
    return new HealthSettings(
        weights(toml),
        values.defaulted(
            "health.ignore_units", toml.ignoreUnits(), List.of(), HealthSettingsCheck::units),
        values.defaulted(
            "health.min_free_disk",
            toml.minFreeDisk(),
            HealthSettings.DEFAULT_MIN_FREE_DISK,
            SettingValues.between("not a number of MiB", 0, MOST_MEBIBYTES)),
        values.optional("health.host", toml.host(), HealthSettingsCheck::host),
        values.defaulted(
            "health.patience",
            toml.patience(),
            HealthSettings.DEFAULT_PATIENCE,
            text -> SettingValues.duration(text, LONGEST_PATIENCE)));
  }

  private Map<Check, Weight> weights(HealthToml toml) {
    Map<Check, Weight> weights = new EnumMap<>(Check.class);
    for (Check check : Check.values()) {
      values
          .optional("health." + check.id(), weight(toml, check), HealthSettingsCheck::weight)
          .ifPresent(weight -> weights.put(check, weight));
    }
    return weights;
  }

  private static @Nullable String weight(HealthToml toml, Check check) {
    return switch (check) {
      case DISK -> toml.disk();
      case UNITS -> toml.units();
      case NETWORK -> toml.network();
      case DEADDROP -> toml.deaddrop();
      case TEMPERATURE -> toml.temperature();
    };
  }

  private static Weight weight(String text) {
    return Arrays.stream(Weight.values())
        .filter(weight -> weight.id().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("unknown weight of a health check")
                        .expected(
                            Arrays.stream(Weight.values())
                                .map(weight -> "\"" + weight.id() + "\"")
                                .collect(Collectors.joining(" or ")))
                        .found("\"" + text + "\"")));
  }

  private static List<Pattern> units(List<String> names) {
    return names.stream().map(HealthSettingsCheck::unit).toList();
  }

  /** A star stands for anything. */
  private static Pattern unit(String name) {
    if (!name.matches("[A-Za-z0-9:_.@\\\\*-]{1,255}")) {
      throw new BadInput(
          Problem.of("not the name of a unit")
              .expected("such as \"smartd.service\" or \"backup@*.service\"")
              .found("\"" + name + "\""));
    }
    return Pattern.compile(
        Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  /** Its name is looked up when it is asked for, not before. */
  private static InetSocketAddress host(String text) {
    try {
      URI uri = new URI("tcp://" + text);
      boolean whole = ("tcp://" + uri.getHost() + ":" + uri.getPort()).equals("tcp://" + text);
      if (whole && uri.getPort() > 0 && uri.getPort() <= HIGHEST_PORT) {
        return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
      }
    } catch (URISyntaxException e) {
      throw notAHost(text, e);
    }
    throw notAHost(text, null);
  }

  private static BadInput notAHost(String text, @Nullable URISyntaxException cause) {
    Problem problem =
        Problem.of("not a host and a port")
            .expected("such as \"192.168.1.1:53\", \"[fd00::1]:443\" or \"gateway:22\"")
            .found("\"" + text + "\"");
    return cause == null ? new BadInput(problem) : new BadInput(problem, cause);
  }
}
