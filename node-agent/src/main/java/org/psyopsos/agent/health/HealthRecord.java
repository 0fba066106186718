package org.psyopsos.agent.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;

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
          .put("told", result.told());
    }
    return json;
  }

  /**
   * Reads what {@link #write} made.
   *
   * @param where it lay, for errors
   * @throws Untrusted where it is something else; half of it is something else
   */
  static List<HealthResult> read(byte[] bytes, String where) {
    return Json.read(
        bytes,
        where,
        json -> {
          json.requireOnly(List.of("checks"));
          return json.objects(
              "checks",
              check ->
                  new HealthResult(
                      check.text("check"), check.flag("healthy", false), check.text("told")));
        });
  }
}
