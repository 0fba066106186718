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

  private HealthRecord() {}

  public static ObjectNode write(List<HealthResult> results) {
    ObjectNode json = Json.object();
    ArrayNode checks = json.putArray("checks");
    for (HealthResult result : results) {
      checks
          .addObject()
          .put("check", result.check())
          .put("healthy", result.healthy())
          .put("told", result.told())
          .put("decides", result.decides());
    }
    return json;
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
