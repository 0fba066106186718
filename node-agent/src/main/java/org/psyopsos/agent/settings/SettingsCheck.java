package org.psyopsos.agent.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.psyopsos.deaddrop.Hardware;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Names;

/** Turns what is written into what is meant, or says which key of which files is wrong. */
final class SettingsCheck {

  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  private final List<Path> files;

  SettingsCheck(List<Path> files) {
    this.files = files;
  }

  AgentSettings check(AgentToml toml) {
    value("poll_interval", toml.pollInterval(), "1d", SettingsCheck::duration);
    return new AgentSettings(
        value("deaddrop", toml.deaddrop(), null, DeaddropAddress::of),
        recipient(toml),
        value(
            "boot_attempts",
            toml.bootAttempts(),
            AgentSettings.DEFAULT_ATTEMPTS,
            SettingsCheck::attempts),
        value("reboot", toml.reboot(), "at-once", RebootPolicy::ofId),
        toml.commitDeadline() == null
            ? AgentSettings.DEFAULT_COMMIT_DEADLINE
            : value("commit_deadline", toml.commitDeadline(), null, SettingsCheck::duration));
  }

  private Recipient recipient(AgentToml toml) {
    Platform platform = value("platform", toml.platform(), null, Platform::ofId);
    String repo = value("repo", toml.repo(), null, Function.identity());
    Optional<String> node = optional("node", toml.node(), name -> Names.require("node", name));
    Optional<String> hardware = optional("hardware", toml.hardware(), Hardware::require);
    return value(
        "channel",
        toml.channel(),
        null,
        name -> new Recipient(repo, name, platform, node, hardware));
  }

  private Optional<String> optional(
      String key, @Nullable String written, UnaryOperator<String> meaning) {
    return written == null ? Optional.empty() : Optional.of(value(key, written, null, meaning));
  }

  private <W, T> T value(
      String key, @Nullable W written, @Nullable W otherwise, Function<W, T> meaning) {
    W value = written == null ? otherwise : written;
    if (value == null) {
      throw new BadInput(
          Problem.of("a setting is missing").at(where(key)).hint("add: " + key + " = \"…\""));
    }
    try {
      return Objects.requireNonNull(meaning.apply(value));
    } catch (BadInput e) {
      throw new BadInput(e.problem().at(where(key)), e);
    }
  }

  private String where(String key) {
    return String.join(" and ", files.stream().map(Path::toString).toList()) + ": " + key;
  }

  private static int attempts(int number) {
    if (number < 1 || number > Trial.MAX_ATTEMPTS) {
      throw new BadInput(
          Problem.of("not a number of boot attempts")
              .expected("1 to " + Trial.MAX_ATTEMPTS)
              .found(number));
    }
    return number;
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new BadInput(
          Problem.of("not a duration")
              .expected("such as \"90s\", \"10m\", \"1h\" or \"1d\"")
              .found("\"" + text + "\""));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
