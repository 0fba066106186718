package org.psyopsos.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {

  private static final Problem EMPTY = Problem.of("the file is empty");

  @Test
  void aPlaceIsKeptWithinTheOneThatHoldsIt() {
    assertThat(EMPTY.at("kernel").within("release.tar").where()).isEqualTo("release.tar: kernel");
  }

  @Test
  void whatHasNoPlaceGetsTheOneThatHoldsIt() {
    assertThat(EMPTY.within("release.tar").where()).isEqualTo("release.tar");
  }
}
