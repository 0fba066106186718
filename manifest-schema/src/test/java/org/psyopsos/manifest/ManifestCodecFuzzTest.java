package org.psyopsos.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.psyopsos.testing.Foreign;
import org.psyopsos.testing.PublishedSchema;

class ManifestCodecFuzzTest {

  private static final PublishedSchema SCHEMA = new PublishedSchema("manifest");

  @FuzzTest(maxExecutions = 5_000)
  void whatIsAcceptedSurvivesWritingAndFitsTheSchema(byte[] document) {
    Foreign.read(() -> ManifestCodec.read(document, "manifest"))
        .ifPresent(ManifestCodecFuzzTest::check);
  }

  private static void check(Manifest accepted) {
    byte[] written = ManifestCodec.write(accepted);
    assertThat(ManifestCodec.read(written, "manifest")).isEqualTo(accepted);
    assertThat(SCHEMA.complaints(written)).isEmpty();
  }
}
