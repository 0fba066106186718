package org.psyopsos.agent.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;

/**
 * Remembers the tag of a {@code latest} that led to nothing, so that the next poll is one small
 * request, until the document behind it expires: nobody may say "nothing new" for longer. It may
 * vanish, and then costs a few requests.
 */
final class PollCache {

  private static final String FILE = "latest.json";

  private final Path directory;
  private final String situation;

  /**
   * A cache for one situation.
   *
   * @param situation all that the answer depended on; a tag kept in another one is not used
   */
  PollCache(Path directory, String situation) {
    this.directory = directory;
    this.situation = situation;
  }

  /** The tag; none where there is none, or where what it led to is no longer valid. */
  Optional<String> tag(Instant now) {
    Path file = directory.resolve(FILE);
    try {
      return Json.read(
          BoundedFiles.read(file, Json.MAX_BYTES),
          file.toString(),
          json ->
              json.text("situation").equals(situation) && !now.isAfter(json.instant("expires"))
                  ? json.optionalText("tag")
                  : Optional.empty());
    } catch (IOException | Untrusted e) {
      return Optional.empty();
    }
  }

  /**
   * Keeps the tag; where that is impossible, the next poll asks without one.
   *
   * @param expires when the document that it led to does
   */
  void remember(Optional<String> tag, Instant expires) {
    if (tag.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(directory);
      DurableFiles.write(
          directory.resolve(FILE),
          Json.write(
              Json.object()
                  .put("situation", situation)
                  .put("tag", tag.get())
                  .put("expires", expires.toString())));
    } catch (IOException e) {
      return; // A read-only or full cache must not stop a node from being updated.
    }
  }
}
