package org.psyopsos.agent.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.Route;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;

/**
 * Where the fetcher shall fetch from.
 *
 * @param limits how long the server may take
 */
record FetchSettings(Route route, HttpLimits limits) {

  private static final long LONGEST = Duration.ofDays(1).toMillis();

  byte[] write() {
    ObjectNode json = Json.object();
    json.put("deaddrop", route.deaddrop().toString());
    route.proxy().ifPresent(proxy -> json.put("proxy", proxy.toString()));
    json.put("connectMillis", limits.connect().toMillis());
    json.put("silenceMillis", limits.silence().toMillis());
    json.put("bytesPerSecond", limits.bytesPerSecond());
    return Json.write(json);
  }

  static FetchSettings read(byte[] bytes) {
    return Json.read(
        bytes,
        "settings",
        json ->
            new FetchSettings(
                new Route(
                    uri(json.text("deaddrop")), json.optionalText("proxy").map(FetchSettings::uri)),
                new HttpLimits(
                    Duration.ofMillis(json.number("connectMillis", 1, LONGEST)),
                    Duration.ofMillis(json.number("silenceMillis", 1, LONGEST)),
                    json.number("bytesPerSecond", 1, Long.MAX_VALUE))));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new BadInput(Problem.of("not an address"), e);
    }
  }
}
