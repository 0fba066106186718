package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.psyopsos.manifest.Sha256;

/** What tells one U-Boot on the EFI partition from another. */
class UBootNameTest {

  @Test
  void theNameSaysTheGenerationAndTheContent() {
    // printf U-Boot | sha256sum
    Sha256 content = Sha256.of("U-Boot".getBytes(StandardCharsets.US_ASCII));

    assertThat(UBootName.of(4, content)).isEqualTo("u-boot-4-8a48e0d6.bin");
  }

  @Test
  void onlySuchNamesAreTakenForAUBoot() {
    assertThat(UBootName.is("u-boot-3-0123abcd.bin")).isTrue();
    assertThat(UBootName.is("u-boot-3-0123abc.bin")).as("too short").isFalse();
    assertThat(UBootName.is("u-boot-3-0123ABCD.bin")).as("upper case").isFalse();
    assertThat(UBootName.is("u-boot-rpi3.bin")).as("a site's own").isFalse();
    assertThat(UBootName.is(UBootName.CONFIG)).isFalse();
  }
}
