package org.psyopsos.agent.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.agent.settings.GateSettings.Question;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** The settings of {@link GateSettings}, checked. */
final class GateSettingsCheck {

  private static final Duration LONGEST_QUESTION = Duration.ofMinutes(10);

  private final SettingValues values;

  GateSettingsCheck(SettingValues values) {
    this.values = values;
  }

  GateSettings check(AgentToml toml, RebootPolicy reboot) {
    return new GateSettings(
        windows(toml, reboot),
        question(toml),
        values.optional(
            "max_temperature",
            toml.maxTemperature(),
            SettingValues.between("not a temperature in °C to stop at", 40, 120)),
        values.defaulted(
            "min_free_memory",
            toml.minFreeMemory(),
            GateSettings.DEFAULT_MIN_FREE_MEMORY,
            SettingValues.between("not a number of MiB", 0, 65536)));
  }

  /** What is written is checked even where the policy has no use for it. */
  private Optional<TimeWindows> windows(AgentToml toml, RebootPolicy reboot) {
    ZoneId zone =
        values.defaulted("time_zone", toml.timeZone(), ZoneOffset.UTC, GateSettingsCheck::zone);
    Function<List<String>, TimeWindows> meaning = written -> TimeWindows.of(written, zone);
    if (reboot == RebootPolicy.WINDOWS) {
      return Optional.of(values.value("reboot_windows", toml.rebootWindows(), null, meaning));
    }
    values.optional("reboot_windows", toml.rebootWindows(), meaning);
    return Optional.empty();
  }

  private Optional<Question> question(AgentToml toml) {
    Duration timeout =
        values.defaulted(
            "ask_timeout",
            toml.askTimeout(),
            Question.DEFAULT_TIMEOUT,
            text -> SettingValues.duration(text, LONGEST_QUESTION));
    return values.optional(
        "ask", toml.ask(), command -> new Question(requireProgram(command), timeout));
  }

  private static List<String> requireProgram(List<String> command) {
    boolean holdsZero = command.stream().anyMatch(word -> word.indexOf('\0') >= 0);
    if (command.isEmpty() || !command.get(0).startsWith("/") || holdsZero) {
      throw new BadInput(
          Problem.of("not a program to ask")
              .expected("an absolute path and arguments, such as [\"/usr/local/bin/may-reboot\"]")
              .found(command));
    }
    return command;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new BadInput(
          Problem.of("not a time zone")
              .expected("such as \"Europe/Berlin\", \"UTC\" or \"+02:00\"")
              .found("\"" + text + "\""),
          e);
    }
  }
}
