package org.psyopsos.deaddrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.psyopsos.testing.Foreign;
import org.psyopsos.testing.PublishedSchema;

class ChannelDocumentCodecFuzzTest {

  private static final PublishedSchema SCHEMA = new PublishedSchema("channel");

  @FuzzTest(maxExecutions = 5_000)
  void whatIsAcceptedSurvivesWritingAndFitsTheSchema(byte[] document) {
    Foreign.read(() -> ChannelDocumentCodec.read(document, "channel"))
        .ifPresent(ChannelDocumentCodecFuzzTest::check);
  }

  private static void check(ChannelDocument accepted) {
    byte[] written = ChannelDocumentCodec.write(accepted);
    assertThat(ChannelDocumentCodec.read(written, "channel")).isEqualTo(accepted);
    assertThat(SCHEMA.complaints(written)).isEmpty();
  }
}
