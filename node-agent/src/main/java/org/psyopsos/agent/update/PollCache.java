package org.psyopsos.agent.update;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.agent.system.CacheFile;
import org.psyopsos.json.Json;

/**
 * Remembers the tag of a {@code latest} that led to nothing, so that the next poll is one small
 * request, until the document behind it expires: nobody may say "nothing new" for longer. It may
 * vanish, and then costs a few requests.
 */
final class PollCache {

  private static final String FILE = "latest.json";

  private final CacheFile file;
  private final String situation;

  /**
   * A cache for one situation.
   *
   * @param situation all that the answer depended on; a tag kept in another one is not used
   */
  PollCache(Path directory, String situation) {
    this.file = new CacheFile(directory.resolve(FILE));
    this.situation = situation;
  }

  /** The tag; none where there is none, or where what it led to is no longer valid. */
  Optional<String> tag(Instant now) {
    return file.read(
            json ->
                json.text("situation").equals(situation) && !now.isAfter(json.instant("expires"))
                    ? json.optionalText("tag")
                    : Optional.<String>empty())
        .flatMap(tag -> tag);
  }

  /** Why nothing was to be done about what the tag led to. */
  Optional<String> why() {
    return file.read(json -> json.text("why"));
  }

  /**
   * Keeps the tag; where that is impossible, the next poll asks without one.
   *
   * @param expires when the document that it led to does
   * @param why nothing is to be done about it, for people
   */
  void remember(Optional<String> tag, Instant expires, String why) {
    if (tag.isEmpty()) {
      return;
    }
    try {
      file.write(
          Json.object()
              .put("situation", situation)
              .put("tag", tag.get())
              .put("expires", expires.toString())
              .put("why", why));
    } catch (IOException e) {
      return; // A read-only or full cache must not stop a node from being updated.
    }
  }
}
