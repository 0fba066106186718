package org.psyopsos.agent.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;
import org.psyopsos.release.Span;

/**
 * Which object to fetch.
 *
 * @param name of the object
 * @param length bytes: how many at most, or exactly how many of a large object
 * @param etag of an earlier answer
 * @param span the part of a large object, where not all of it is wanted
 */
record FetchRequest(String name, long length, Optional<String> etag, Optional<Span> span) {

  byte[] write() {
    ObjectNode json = Json.object();
    json.put("name", name).put("length", length);
    etag.ifPresent(tag -> json.put("etag", tag));
    span.ifPresent(part -> json.put("from", part.from()).put("to", part.to()));
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
                json.optionalText("etag"),
                json.has("from") ? Optional.of(span(json)) : Optional.empty()));
  }

  private static Span span(JsonFields json) {
    long from = json.number("from", 0, Long.MAX_VALUE - 1);
    return new Span(from, json.number("to", from + 1, Long.MAX_VALUE));
  }
}
