package org.psyopsos.agent.settings;

import java.nio.file.InvalidPathException;
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
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Single values of settings; what is wrong with one names the key and the files. */
final class SettingValues {

  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  private final List<Path> files;

  SettingValues(List<Path> files) {
    this.files = files;
  }

  /**
   * What a written value means.
   *
   * @param otherwise is taken where nothing is written; null where something must be
   */
  <W, T> T value(String key, @Nullable W written, @Nullable W otherwise, Function<W, T> meaning) {
    W value = written == null ? otherwise : written;
    if (value == null) {
      throw new BadInput(
          Problem.of("a setting is missing").at(where(key)).hint("add: " + key + " = \"…\""));
    }
    try {
      return Objects.requireNonNull(meaning.apply(value));
    } catch (BadInput e) {
      throw new BadInput(e.problem().within(where(key)), e);
    }
  }

  <W, T> Optional<T> optional(String key, @Nullable W written, Function<W, T> meaning) {
    return written == null ? Optional.empty() : Optional.of(value(key, written, null, meaning));
  }

  /** What a key means, or what it means where nobody has written it. */
  <W, T> T defaulted(String key, @Nullable W written, T otherwise, Function<W, T> meaning) {
    return optional(key, written, meaning).orElse(otherwise);
  }

  /** A number between two others, both included. */
  static UnaryOperator<Integer> between(String what, int min, int max) {
    return number -> {
      if (number < min || number > max) {
        throw new BadInput(Problem.of(what).expected(min + " to " + max).found(number));
      }
      return number;
    };
  }

  static Duration duration(String text) {
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

  /** A duration that is no longer than another. */
  static Duration duration(String text, Duration longest) {
    Duration duration = duration(text);
    if (duration.compareTo(longest) > 0) {
      throw new BadInput(
          Problem.of("too long")
              .expected("at most " + longest.toMinutes() + "m")
              .found("\"" + text + "\""));
    }
    return duration;
  }

  /** A path, which a locale without UTF-8 need not be able to write. */
  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadInput(
          Problem.of("not a path in this locale")
              .expected("ASCII, which every locale has")
              .found("\"" + text + "\""),
          e);
    }
  }

  private String where(String key) {
    return String.join(" and ", files.stream().map(Path::toString).toList()) + ": " + key;
  }
}
