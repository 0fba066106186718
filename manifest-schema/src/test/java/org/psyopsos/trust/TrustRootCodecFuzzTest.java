package org.psyopsos.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.psyopsos.testing.Foreign;
import org.psyopsos.testing.PublishedSchema;

class TrustRootCodecFuzzTest {

  private static final PublishedSchema SCHEMA = new PublishedSchema("root");

  @FuzzTest(maxExecutions = 5_000)
  void whatIsAcceptedSurvivesWritingAndFitsTheSchema(byte[] document) {
    Foreign.read(() -> TrustRootCodec.read(document, "root"))
        .ifPresent(TrustRootCodecFuzzTest::check);
  }

  private static void check(TrustRoot accepted) {
    byte[] written = TrustRootCodec.write(accepted);
    assertThat(TrustRootCodec.read(written, "root")).isEqualTo(accepted);
    assertThat(SCHEMA.complaints(written)).isEmpty();
  }
}
