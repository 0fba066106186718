package org.psyopsos.agent.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.agent.gate.NotNow.Reason;
import org.psyopsos.agent.system.CacheFile;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/**
 * How often in a row a source could not be reached: each time it is left alone for twice as long,
 * and after {@value #BREAKER} times for most of a day. One success ends that. A cache: where it
 * vanishes the source is asked.
 *
 * @param source its address, without what is secret in it
 * @param failures in a row
 * @param last when it failed last
 * @param asked how long the source then asked to be left alone; zero where it did not
 */
public record SourceHistory(String source, int failures, Instant last, Duration asked) {

  static final Duration FIRST = Duration.ofSeconds(30);

  /** Shorter than a day, so that a timer that fires daily is not held up. */
  static final Duration RARELY = Duration.ofHours(20);

  static final int BREAKER = 10;

  private static final String FILE = "source.json";

  /** A source that has answered, or was never asked. */
  static SourceHistory good(String source) {
    return new SourceHistory(source, 0, Instant.EPOCH, Duration.ZERO);
  }

  /** After an answer. */
  public SourceHistory answered() {
    return good(source);
  }

  /** After one failure more. */
  public SourceHistory failed(Instant now, Optional<Duration> retryAfter) {
    int times = Math.min(failures + 1, Integer.MAX_VALUE - 1);
    return new SourceHistory(source, times, now, retryAfter.orElse(Duration.ZERO));
  }

  /** Why the source is not asked now. A clock that was set back does not lengthen the wait. */
  public Optional<NotNow> look(Instant now) {
    Instant next = last.plus(pause());
    if (failures == 0 || now.isBefore(last) || !now.isBefore(next)) {
      return Optional.empty();
    }
    return Optional.of(
        NotNow.of(
            Reason.BACKING_OFF,
            Problem.of("the deaddrop is left alone after " + times() + " without an answer")
                .at(source)
                .expected("a time from " + next)
                .found(now)
                .hint("'node-agent check' asks it all the same")));
  }

  /** What is kept of this source. */
  public static SourceHistory read(Path cache, String source) {
    return new CacheFile(cache.resolve(FILE))
        .read(SourceHistory::read)
        .filter(kept -> kept.source.equals(source))
        .orElseGet(() -> good(source));
  }

  /** Keeps it. A read-only or full cache must not stop a node from being updated. */
  public void write(Path cache) {
    Path file = cache.resolve(FILE);
    try {
      if (failures == 0) {
        DurableFiles.delete(file);
      } else {
        new CacheFile(file).write(write());
      }
    } catch (IOException e) {
      return; // Only a cache: the source is asked once too often.
    }
  }

  private ObjectNode write() {
    return Json.object()
        .put("source", source)
        .put("failures", failures)
        .put("last", last.toString())
        .put("askedSeconds", asked.toSeconds());
  }

  private static SourceHistory read(JsonFields json) {
    return new SourceHistory(
        json.text("source"),
        (int) json.number("failures", 0, Integer.MAX_VALUE - 1),
        json.instant("last"),
        Duration.ofSeconds(json.number("askedSeconds", 0, Duration.ofDays(365).toSeconds())));
  }

  private Duration pause() {
    Duration own =
        failures >= BREAKER ? RARELY : FIRST.multipliedBy(1L << Math.max(0, failures - 1));
    Duration longer = own.compareTo(asked) > 0 ? own : asked;
    return longer.compareTo(RARELY) > 0 ? RARELY : longer;
  }

  private String times() {
    return failures == 1 ? "one attempt" : failures + " attempts";
  }
}
