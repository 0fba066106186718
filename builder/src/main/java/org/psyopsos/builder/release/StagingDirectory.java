package org.psyopsos.builder.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.DurableFiles;

/**
 * A directory beside the final names, for files that belong together. Closing it deletes what has
 * not been moved out.
 */
final class StagingDirectory implements AutoCloseable {

  private final Path target;
  private final Path staging;

  /**
   * Makes an empty one in {@code target}.
   *
   * @param name what it is for; one left by a killed run of that name is emptied
   */
  StagingDirectory(Path target, String name) throws IOException {
    this.target = target;
    this.staging = target.resolve("." + name + DurableFiles.TEMPORARY_SUFFIX);
    close();
    Files.createDirectories(staging);
  }

  Path resolve(String name) {
    return staging.resolve(name);
  }

  /**
   * Moves finished files to their final names, in this order. A file that is there already stays
   * when its bytes are the same.
   *
   * @throws BadInput where one is there with other bytes; then none has been moved
   */
  void publish(List<String> names) throws IOException {
    for (String name : names) {
      Path existing = target.resolve(name);
      if (Files.exists(existing) && Files.mismatch(existing, resolve(name)) >= 0) {
        throw new BadInput(
            Problem.of("this version is there already, with other content")
                .at(existing)
                .hint("a version is never made twice: take a new one, or delete the old files"));
      }
    }
    for (String name : names) {
      DurableFiles.force(resolve(name));
      DurableFiles.moveIntoPlace(resolve(name), target.resolve(name));
    }
  }

  @Override
  public void close() throws IOException {
    if (!Files.isDirectory(staging)) {
      return;
    }
    try (Stream<Path> files = Files.list(staging)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(staging);
  }
}
