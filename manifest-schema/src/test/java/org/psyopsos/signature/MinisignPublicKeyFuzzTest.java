package org.psyopsos.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.psyopsos.testing.Foreign;

class MinisignPublicKeyFuzzTest {

  @FuzzTest(maxExecutions = 5_000)
  void whatIsAcceptedSurvivesWritingAndIsAPointThatCannotBeForged(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Foreign.read(() -> MinisignPublicKey.ofText(text)).ifPresent(MinisignPublicKeyFuzzTest::check);
  }

  private static void check(MinisignPublicKey accepted) {
    assertThat(MinisignPublicKey.ofText(accepted.fileText())).isEqualTo(accepted);
    assertThat(MinisignPublicKey.of(accepted.id(), accepted.key())).isEqualTo(accepted);
    assertThat(Ed25519.validatePublicKeyFull(accepted.key(), 0)).isTrue();
  }
}
