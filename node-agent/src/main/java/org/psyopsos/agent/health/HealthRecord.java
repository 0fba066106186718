package org.psyopsos.agent.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.agent.system.CacheFile;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/** Results of health checks as one JSON object, on their way from one process to another. */
public final class HealthRecord {

  /** Characters that all results tell together: six bytes each, in a document of 64 KiB. */
  private static final int TOLD = 8_000;

  private HealthRecord() {}

  /** All results; where there are many, each of them is told in fewer words. */
  public static ObjectNode write(List<HealthResult> results) {
    int each = TOLD / Math.max(1, results.size());
    ObjectNode json = Json.object();
    ArrayNode checks = json.putArray("checks");
    for (HealthResult result : results) {
      checks
          .addObject()
          .put("check", result.check())
          .put("healthy", result.healthy())
          .put("told", shortened(result.told(), each))
          .put("decides", result.decides());
    }
    return json;
  }

  /** Of what was left out, both ends tell most: how it ended, and what was said last. */
  private static String shortened(String told, int length) {
    int half = length / 2;
    return told.length() <= length
        ? told
        : told.substring(0, half) + "…" + told.substring(told.length() - half);
  }

  /** What the checks found when they last ran; nothing where they have not. */
  public static List<HealthResult> last(Path record) {
    return new CacheFile(record).read(HealthRecord::read).orElse(List.of());
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws Untrusted where it is something else
   */
  static List<HealthResult> read(JsonFields json) {
    json.requireOnly(List.of("checks"));
    return json.objects(
        "checks",
        check ->
            new HealthResult(
                check.text("check"),
                check.flag("healthy", false),
                check.text("told"),
                check.flag("decides", true)));
  }
}
