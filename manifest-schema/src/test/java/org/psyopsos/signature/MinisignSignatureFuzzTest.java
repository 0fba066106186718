package org.psyopsos.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.psyopsos.testing.Foreign;

class MinisignSignatureFuzzTest {

  @FuzzTest(maxExecutions = 10_000)
  void whatIsAcceptedIsWhatWouldBeWritten(byte[] bytes) {
    Optional<MinisignSignature> accepted =
        Foreign.read(() -> MinisignSignature.parse(bytes, "a.minisig"));
    accepted.ifPresent(
        signature -> assertThat(signature.fileBytes(untrustedComment(bytes))).isEqualTo(bytes));
  }

  private static String untrustedComment(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.substring(MinisignSignature.UNTRUSTED.length(), text.indexOf('\n'));
  }
}
