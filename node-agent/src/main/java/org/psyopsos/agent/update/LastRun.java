package org.psyopsos.agent.update;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.psyopsos.agent.gate.NotNow;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.agent.system.CacheFile;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/**
 * How the last update run ended, for {@code status}. A cache: it may vanish.
 *
 * @param at when
 * @param outcome one word
 * @param message for people
 * @param refusal why something was refused, where something was
 * @param traffic what it took
 */
public record LastRun(
    Instant at, String outcome, String message, Optional<Refusal> refusal, Traffic traffic) {

  /** The outcome of a run that met something that no trusted key vouches for. */
  static final String REFUSED = "refused";

  /** The outcome of a run that found no deaddrop. */
  static final String UNREACHABLE = "unreachable";

  /** The outcome of a run that failed on this node. */
  static final String FAILED = "failed";

  private static final String FILE = "last-run.json";
  private static final int LONGEST = 2000;

  public LastRun {
    message = cut(message);
  }

  /**
   * What did not agree.
   *
   * @param reason the name of the {@link Untrusted.Reason}, in small letters with hyphens
   * @param where the object that was refused
   * @param expected the one value that was compared
   * @param found the other
   */
  public record Refusal(String reason, String where, String expected, String found) {

    public Refusal {
      where = cut(where);
      expected = cut(expected);
      found = cut(found);
    }

    private static Refusal of(Untrusted refused) {
      Problem problem = refused.problem();
      String reason = refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      return new Refusal(reason, problem.where(), problem.expected(), problem.found());
    }

    /** How {@code --json} shows it. */
    public void write(ObjectNode json) {
      json.put("reason", reason).put("where", where).put("expected", expected).put("found", found);
    }

    private static Refusal read(JsonFields json) {
      return new Refusal(
          json.text("reason"), json.text("where"), json.text("expected"), json.text("found"));
    }
  }

  /** A run that ended well. */
  public static LastRun of(Instant at, Outcome outcome) {
    return new LastRun(at, outcome.word(), outcome.message(), Optional.empty(), outcome.traffic());
  }

  /** A run that did not. */
  public static LastRun of(Instant at, Failure failure) {
    Optional<Refusal> refusal =
        failure instanceof Untrusted refused ? Optional.of(Refusal.of(refused)) : Optional.empty();
    return new LastRun(at, word(failure), failure.problem().message(), refusal, Traffic.NONE);
  }

  /** A run that had to leave something for later. */
  public static LastRun waiting(Instant at, NotNow notNow) {
    return new LastRun(at, notNow.reason().id(), notNow.message(), Optional.empty(), Traffic.NONE);
  }

  /** A run whose reboot has to wait. */
  public static LastRun waiting(Instant at, Outcome outcome, NotNow notNow) {
    String message = outcome.message() + "; not rebooting: " + notNow.message();
    return new LastRun(at, notNow.reason().id(), message, Optional.empty(), outcome.traffic());
  }

  /** The last run that was recorded, where one was. */
  public static Optional<LastRun> read(Path cache) {
    return file(cache)
        .read(
            json ->
                new LastRun(
                    json.instant("at"),
                    json.text("outcome"),
                    json.text("message"),
                    json.optionalObject("refusal", Refusal::read),
                    json.optionalObject("traffic", Traffic::read).orElse(Traffic.NONE)));
  }

  /** Records it. */
  public void write(Path cache) {
    ObjectNode json = Json.object();
    write(json);
    try {
      file(cache).write(json);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot record how the run ended")
              .at(cache)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  /** Whether something on this node was the reason. */
  public boolean hasFailedHere() {
    return outcome.equals(FAILED);
  }

  /** How {@code --json} shows it. */
  public void write(ObjectNode json) {
    json.put("at", at.toString()).put("outcome", outcome).put("message", message);
    refusal.ifPresent(why -> why.write(json.putObject("refusal")));
    traffic.write(json.putObject("traffic"));
  }

  private static CacheFile file(Path cache) {
    return new CacheFile(cache.resolve(FILE));
  }

  private static String word(Failure failure) {
    if (failure instanceof Untrusted) {
      return REFUSED;
    }
    return failure instanceof Unreachable ? UNREACHABLE : FAILED;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
