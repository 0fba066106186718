package org.psyopsos.agent.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;

/**
 * One JSON object that a run keeps for the next. It may vanish, and what cannot be read counts as
 * vanished.
 *
 * @param file in {@link NodePaths#cache}
 */
public record CacheFile(Path file) {

  /** What the file holds; none where that is nothing, or nothing that {@code reader} takes. */
  public <T> Optional<T> read(Json.Reader<T> reader) {
    try {
      return Optional.of(
          Json.read(BoundedFiles.read(file, Json.MAX_BYTES), file.toString(), reader));
    } catch (IOException | Untrusted e) {
      return Optional.empty();
    }
  }

  /** Replaces it. */
  public void write(ObjectNode json) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    DurableFiles.write(file, Json.write(json));
  }
}
