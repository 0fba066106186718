package org.psyopsos.builder.settings;

import static java.util.Objects.requireNonNullElse;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * Paths of a settings file, made absolute.
 *
 * @param base the directory that relative ones begin at
 */
record SettingsPaths(Path base) {

  /**
   * The path as it is meant.
   *
   * @throws BadInput where it is none
   */
  Path path(String text) {
    try {
      return base.resolve(text);
    } catch (InvalidPathException e) {
      throw new BadInput(Problem.of("not a path").found("'" + text + "'"), e);
    }
  }

  /** A path that may be left out, or empty. */
  Optional<Path> optional(@Nullable String text) {
    return text == null || text.isEmpty() ? Optional.empty() : Optional.of(path(text));
  }

  Path directory(@Nullable String given, String otherwise) {
    return path(requireNonNullElse(given, otherwise)).normalize();
  }
}
