package org.psyopsos.agent.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Collectors;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.json.Json;

/**
 * What {@link StateServer} shows.
 *
 * @param state of the node, as the agent's last run left it
 * @param postbootLog of which the end is shown, where somebody asked for that
 */
public record Pages(PublicState state, Optional<Path> postbootLog) {

  private static final int LONGEST = 256 << 10;
  private static final int TAIL = 16 << 10;

  Page at(String path) {
    try {
      return switch (path) {
        case "/health" -> health();
        case "/metrics" ->
            new Page(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                BoundedFiles.read(state.metrics(), LONGEST));
        case "/postboot-log" -> postbootLog.map(Pages::log).orElseGet(Pages::nothing);
        default -> nothing();
      };
    } catch (IOException e) {
      return Page.text(
          503, "nothing to show yet: no run has ended since the start of the system\n");
    }
  }

  private Page health() throws IOException {
    byte[] json = BoundedFiles.read(state.health(), Json.MAX_BYTES);
    try {
      boolean healthy =
          Json.read(json, state.health().toString(), fields -> fields.flag("healthy", false));
      return new Page(healthy ? 200 : 503, "application/json", json);
    } catch (Untrusted e) {
      return Page.text(503, "what the last run has left cannot be read\n");
    }
  }

  private static Page nothing() {
    return Page.text(404, "here are /health and /metrics\n");
  }

  private static Page log(Path log) {
    try {
      return tail(log);
    } catch (IOException e) {
      return Page.text(503, "the log cannot be read\n");
    }
  }

  /** Whole lines, made harmless each. */
  private static Page tail(Path log) throws IOException {
    try (var file = Files.newByteChannel(log, StandardOpenOption.READ)) {
      boolean whole = file.size() <= TAIL;
      file.position(Math.max(0, file.size() - TAIL));
      InputStream in = Channels.newInputStream(file);
      String end = new String(in.readNBytes(TAIL), StandardCharsets.UTF_8);
      String lines = whole ? end : end.substring(end.indexOf('\n') + 1);
      return Page.text(
          200,
          lines.lines().map(line -> HarmlessText.of(line) + "\n").collect(Collectors.joining()));
    }
  }
}
