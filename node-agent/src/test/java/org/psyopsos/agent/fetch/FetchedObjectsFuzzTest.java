package org.psyopsos.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.Route;
import org.psyopsos.testing.Foreign;

/** What a fetcher can say that somebody has taken over. */
class FetchedObjectsFuzzTest {

  private static final int LIMIT = 32;

  @FuzzTest(maxExecutions = 3_000)
  void noMoreIsTakenThanWasAskedFor(byte[] said) {
    Foreign.read(() -> objects(said).ask("object", LIMIT, Optional.of("\"tag\"")));
    Foreign.read(() -> objects(said).get("object", LIMIT))
        .ifPresent(object -> assertThat(object).hasSizeLessThanOrEqualTo(LIMIT));
    Foreign.read(() -> read(objects(said), LIMIT))
        .ifPresent(object -> assertThat(object).hasSizeBetween(LIMIT, LIMIT + 1));
  }

  private static byte[] read(FetchedObjects objects, int size) {
    try (InputStream in = objects.open("object", size)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FetchedObjects objects(byte[] said) {
    return new FetchedObjects(
        () ->
            new FetchConnection(
                new ByteArrayInputStream(said), OutputStream.nullOutputStream(), () -> {}),
        Route.to(URI.create("http://deaddrop.example/")),
        HttpLimits.DEFAULT);
  }
}
