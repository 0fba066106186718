package org.psyopsos.builder.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** What the secret partition holds at first. */
public sealed interface SecretContent {

  /** Nothing: a generic image. */
  record Empty() implements SecretContent {}

  /** A copy of a directory; its files belong to root, modes are kept. */
  record Directory(Path path) implements SecretContent {}

  /** A partition image that {@code tk mkimage secret} made. */
  record Image(Path path) implements SecretContent {}

  /**
   * What a person named.
   *
   * @throws BadInput where it is neither a directory nor a file
   */
  static SecretContent of(Optional<Path> path) {
    if (path.isPresent() && Files.isRegularFile(path.get())) {
      return new Image(path.get());
    }
    return ofDirectory(path);
  }

  /**
   * What a person named, where only a directory will do.
   *
   * @throws BadInput where it is none
   */
  static SecretContent ofDirectory(Optional<Path> path) {
    if (path.isEmpty()) {
      return new Empty();
    }
    if (Files.isDirectory(path.get())) {
      return new Directory(path.get());
    }
    throw new BadInput(
        Problem.of("no content for the secret partition")
            .at(path.get())
            .expected("a directory")
            .found(Files.exists(path.get()) ? "something else" : "nothing"));
  }
}
