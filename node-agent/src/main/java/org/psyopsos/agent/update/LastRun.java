package org.psyopsos.agent.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;

/**
 * How the last update run ended, for {@code status}. A cache: it may vanish.
 *
 * @param at when
 * @param outcome one word
 * @param message for people
 */
public record LastRun(Instant at, String outcome, String message) {

  private static final String FILE = "last-run.json";
  private static final int LONGEST = 2000;

  public LastRun {
    message = message.length() <= LONGEST ? message : message.substring(0, LONGEST);
  }

  /** The last run that was recorded, where one was. */
  public static Optional<LastRun> read(Path cache) {
    Path file = cache.resolve(FILE);
    try {
      return Optional.of(
          Json.read(
              Files.readAllBytes(file),
              file.toString(),
              json -> new LastRun(json.instant("at"), json.text("outcome"), json.text("message"))));
    } catch (IOException | Untrusted e) {
      return Optional.empty();
    }
  }

  /** Records it. */
  public void write(Path cache) {
    byte[] json =
        Json.write(
            Json.object().put("at", at.toString()).put("outcome", outcome).put("message", message));
    try {
      Files.createDirectories(cache);
      DurableFiles.write(cache.resolve(FILE), json);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot record how the run ended")
              .at(cache)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }
}
