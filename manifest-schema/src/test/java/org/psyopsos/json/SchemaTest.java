package org.psyopsos.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.TrustRootCodec;

/** What we write fits the published schemas, and what is hostile is refused. */
class SchemaTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease release = TestRelease.of(repository, "20261121-101500");

  @Test
  void whatIsWrittenFitsThePublishedSchemas() throws IOException {
    requireFits("manifest", release.signedManifest().bytes());
    requireFits("channel", ChannelDocumentCodec.write(repository.channel(release, 1)));
    requireFits("root", TrustRootCodec.write(repository.root()));
  }

  @Test
  void theSchemasAreNotVacuous() throws IOException {
    String manifest = new String(release.signedManifest().bytes(), StandardCharsets.UTF_8);
    assertThat(schema("manifest").validate(manifest.replace("0644", "0999"), InputFormat.JSON))
        .isNotEmpty();
    assertThat(schema("channel").validate("{}", InputFormat.JSON)).isNotEmpty();
    assertThat(schema("root").validate("{}", InputFormat.JSON)).isNotEmpty();
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

  private static void requireFits(String name, byte[] document) throws IOException {
    assertThat(
            schema(name).validate(new String(document, StandardCharsets.UTF_8), InputFormat.JSON))
        .isEmpty();
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SchemaTest.class.getResourceAsStream("/schema/" + name + ".schema.json"))) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
