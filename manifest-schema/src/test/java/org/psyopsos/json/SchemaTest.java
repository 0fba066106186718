package org.psyopsos.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.testing.PublishedSchema;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.TrustRootCodec;

/** What we write fits the published schemas, and what is hostile is refused. */
class SchemaTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease release = TestRelease.of(repository, "20261121-101500");

  @Test
  void whatIsWrittenFitsThePublishedSchemas() {
    requireFits("manifest", release.signedManifest().bytes());
    requireFits("channel", ChannelDocumentCodec.write(repository.channel(release, 1)));
    requireFits("root", TrustRootCodec.write(repository.root()));
  }

  @Test
  void theSchemasAreNotVacuous() {
    String manifest = new String(release.signedManifest().bytes(), StandardCharsets.UTF_8);
    assertThat(complaints("manifest", manifest.replace("0644", "0999"))).isNotEmpty();
    assertThat(complaints("channel", "{}")).isNotEmpty();
    assertThat(complaints("root", "{}")).isNotEmpty();
  }

  @Test
  void aManifestSurvivesJson() {
    assertThat(ManifestCodec.read(release.signedManifest().bytes(), "m"))
        .isEqualTo(release.manifest());
  }

  @Test
  void hostileJsonIsRefused() {
    for (String hostile :
        List.of(
            "",
            "nonsense",
            "[]",
            "null",
            "{\"a\":1,\"a\":2}",
            "{} {}",
            "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "{\"a\":\"" + "x".repeat(9000) + "\"}",
            "{\"a\":" + "9".repeat(100) + "}",
            "{\"format\":NaN}",
            " ".repeat(Json.MAX_BYTES) + "{}")) {
      Untrusted refusal =
          catchThrowableOfType(
              Untrusted.class,
              () -> ManifestCodec.read(hostile.getBytes(StandardCharsets.UTF_8), "hostile"));
      assertThat(refusal).as(hostile).isNotNull();
      assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.MALFORMED);
      assertThat(refusal.problem().where()).startsWith("hostile");
    }
  }

  private static void requireFits(String name, byte[] document) {
    assertThat(new PublishedSchema(name).complaints(document)).isEmpty();
  }

  private static List<String> complaints(String name, String document) {
    return new PublishedSchema(name).complaints(document.getBytes(StandardCharsets.UTF_8));
  }
}
