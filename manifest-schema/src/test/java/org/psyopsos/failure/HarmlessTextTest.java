package org.psyopsos.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HarmlessTextTest {

  @Test
  void foreignTextStaysOnItsLineAndMovesNoCursor() {
    assertThat(HarmlessText.of("a\nb\r\u001b[2Jc\u202ed\u2028é%")).isEqualTo("a?b??[2Jc?d?é%");
  }

  @Test
  void foreignTextIsBounded() {
    assertThat(HarmlessText.of("x".repeat(100_000))).hasSize(501).endsWith("…");
  }

  @Test
  void aCharacterThatTheBoundCutsInHalfIsNone() {
    assertThat(HarmlessText.of("x".repeat(499) + "\ud83d\udca3")).endsWith("x?…");
  }
}
