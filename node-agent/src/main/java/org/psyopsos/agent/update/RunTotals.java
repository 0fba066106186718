package org.psyopsos.agent.update;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.agent.system.CacheFile;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/**
 * All runs added up, as far back as the cache reaches.
 *
 * @param since the first of them
 * @param well how many ended well, whether anything was new or not
 * @param refused how many ended with something that no trusted key vouches for
 * @param unreachable how many found no deaddrop
 * @param failed how many failed on this node
 * @param lastWell the last one that ended well
 * @param traffic what all of them took
 */
public record RunTotals(
    Instant since,
    long well,
    long refused,
    long unreachable,
    long failed,
    Optional<Instant> lastWell,
    Traffic traffic) {

  private static final String FILE = "totals.json";

  /** None yet. */
  private static RunTotals from(Instant now) {
    return new RunTotals(now, 0, 0, 0, 0, Optional.empty(), Traffic.NONE);
  }

  public static Optional<RunTotals> read(Path cache) {
    return file(cache).read(RunTotals::read);
  }

  /** Adds a run to those that are recorded. */
  public static void add(LastRun run, Path cache) {
    ObjectNode json = Json.object();
    read(cache).orElseGet(() -> from(run.at())).plus(run).write(json);
    try {
      file(cache).write(json);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot add the run to those before")
              .at(cache)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  RunTotals plus(LastRun run) {
    Traffic all = traffic.plus(run.traffic());
    return switch (run.outcome()) {
      case LastRun.REFUSED ->
          new RunTotals(since, well, refused + 1, unreachable, failed, lastWell, all);
      case LastRun.UNREACHABLE ->
          new RunTotals(since, well, refused, unreachable + 1, failed, lastWell, all);
      case LastRun.FAILED ->
          new RunTotals(since, well, refused, unreachable, failed + 1, lastWell, all);
      default ->
          new RunTotals(since, well + 1, refused, unreachable, failed, Optional.of(run.at()), all);
    };
  }

  /** How documents hold it. */
  public void write(ObjectNode json) {
    json.put("since", since.toString())
        .put("well", well)
        .put("refused", refused)
        .put("unreachable", unreachable)
        .put("failed", failed);
    lastWell.ifPresent(at -> json.put("lastWell", at.toString()));
    traffic.write(json.putObject("traffic"));
  }

  /** Reads what {@link #write} wrote. */
  public static RunTotals read(JsonFields json) {
    return new RunTotals(
        json.instant("since"),
        count(json, "well"),
        count(json, "refused"),
        count(json, "unreachable"),
        count(json, "failed"),
        json.has("lastWell") ? Optional.of(json.instant("lastWell")) : Optional.empty(),
        json.object("traffic", Traffic::read));
  }

  private static long count(JsonFields json, String name) {
    return json.number(name, 0, Long.MAX_VALUE - 1);
  }

  private static CacheFile file(Path cache) {
    return new CacheFile(cache.resolve(FILE));
  }
}
