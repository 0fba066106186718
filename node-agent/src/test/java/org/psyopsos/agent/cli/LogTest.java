package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTest {

  @Test
  void foreignTextStaysOnItsLineAndMovesNoCursor() {
    assertThat(Log.harmless("a\nb\r\u001b[2Jc\u202ed\u2028é%")).isEqualTo("a?b??[2Jc?d?é%");
  }

  @Test
  void foreignTextIsBounded() {
    assertThat(Log.harmless("x".repeat(100_000))).hasSize(501).endsWith("…");
  }
}
