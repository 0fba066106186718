package org.psyopsos.agent.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.psyopsos.json.Json;

/**
 * What is known of an object before its bytes.
 *
 * @param where it lies, for people
 * @param etag to ask for it again
 * @param isPart whether the part follows that was asked for, and not all of it
 */
record FetchReply(String where, Optional<String> etag, boolean isPart) {

  byte[] write() {
    ObjectNode json = Json.object();
    json.put("where", where).put("part", isPart);
    etag.ifPresent(tag -> json.put("etag", tag));
    return Json.write(json);
  }

  static FetchReply read(byte[] bytes) {
    return Json.read(
        bytes,
        "reply",
        json ->
            new FetchReply(
                json.text("where"), json.optionalText("etag"), json.flag("part", false)));
  }
}
