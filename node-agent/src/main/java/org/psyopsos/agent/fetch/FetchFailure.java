package org.psyopsos.agent.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/** A {@link Failure} on its way to the agent: {@link Unreachable}, or another size than signed. */
final class FetchFailure {

  private static final String RETRY_AFTER = "retryAfterSeconds";
  private static final String OTHER_SIZE = "otherSize";
  private static final int LONGEST = 2000;

  private FetchFailure() {}

  static byte[] write(Failure failure) {
    Problem problem = failure.problem();
    ObjectNode json = Json.object();
    BiConsumer<String, String> put = (name, text) -> json.put(name, cut(text));
    put.accept("what", problem.what());
    put.accept("where", problem.where());
    put.accept("expected", problem.expected());
    put.accept("found", problem.found());
    put.accept("hint", problem.hint());
    json.put(OTHER_SIZE, failure instanceof Untrusted);
    if (failure instanceof Unreachable unreachable) {
      unreachable.retryAfter().ifPresent(wait -> json.put(RETRY_AFTER, wait.toSeconds()));
    }
    return Json.write(json);
  }

  static Failure read(byte[] bytes) {
    return Json.read(bytes, "failure", FetchFailure::read);
  }

  private static Failure read(JsonFields json) {
    Problem problem =
        new Problem(
            json.text("what"),
            json.text("where"),
            json.text("expected"),
            json.text("found"),
            json.text("hint"));
    if (json.flag(OTHER_SIZE, false)) {
      return new Untrusted(Untrusted.Reason.SIZE_MISMATCH, problem);
    }
    Optional<Duration> wait =
        json.has(RETRY_AFTER)
            ? Optional.of(
                Duration.ofSeconds(json.number(RETRY_AFTER, 0, Duration.ofDays(1).toSeconds())))
            : Optional.empty();
    return wait.map(time -> new Unreachable(problem, time))
        .orElseGet(() -> new Unreachable(problem));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
