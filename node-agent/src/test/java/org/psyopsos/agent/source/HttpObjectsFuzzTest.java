package org.psyopsos.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.psyopsos.agent.testing.RawServer;
import org.psyopsos.testing.Foreign;

class HttpObjectsFuzzTest {

  private static final int LIMIT = 32;
  private static final RawServer SERVER = server();
  private static final HttpObjects OBJECTS =
      new HttpObjects(Route.to(URI.create(SERVER.url())), HttpLimits.DEFAULT);

  @FuzzTest(maxExecutions = 500)
  void whatIsAcceptedIsAPlainAnswerAndEndsWithTheObject(byte[] answer) {
    BugDetectors.allowNetworkConnections(); // To our own server: nothing else leads anywhere.
    SERVER.reply(answer);
    Foreign.read(() -> OBJECTS.get("object", LIMIT)).ifPresent(object -> check(answer, object));
    Foreign.read(() -> OBJECTS.ask("object", LIMIT, Optional.of("\"tag\"")))
        .flatMap(HttpObjectsFuzzTest::tag)
        .ifPresent(tag -> assertThat(tag).matches("[!-~]{1,140}"));
  }

  private static Optional<String> tag(ObjectSource.Reply reply) {
    return reply instanceof ObjectSource.Reply.Found found ? found.etag() : Optional.empty();
  }

  private static void check(byte[] answer, byte[] object) {
    String received = new String(answer, StandardCharsets.ISO_8859_1);
    assertThat(object).hasSizeLessThanOrEqualTo(LIMIT);
    assertThat(received)
        .contains(" 200")
        .contains("\n" + new String(object, StandardCharsets.ISO_8859_1));
  }

  private static RawServer server() {
    try {
      return new RawServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
