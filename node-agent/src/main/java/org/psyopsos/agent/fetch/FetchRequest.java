package org.psyopsos.agent.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.psyopsos.json.Json;

/**
 * Which object to fetch.
 *
 * @param name of the object
 * @param length bytes: how many at most, or exactly how many of a large object
 * @param etag of an earlier answer
 */
record FetchRequest(String name, long length, Optional<String> etag) {

  byte[] write() {
    ObjectNode json = Json.object();
    json.put("name", name).put("length", length);
    etag.ifPresent(tag -> json.put("etag", tag));
    return Json.write(json);
  }

  static FetchRequest read(byte[] bytes) {
    return Json.read(
        bytes,
        "request",
        json ->
            new FetchRequest(
                json.text("name"),
                json.number("length", 0, Long.MAX_VALUE),
                json.optionalText("etag")));
  }
}
