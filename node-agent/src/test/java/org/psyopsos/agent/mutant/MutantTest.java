package org.psyopsos.agent.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A name that changes in the source is noticed at once, not when {@link MutantsIT} runs. */
class MutantTest {

  @ParameterizedTest
  @MethodSource("mutants")
  void canBePlanted(Mutant mutant) throws IOException {
    assertThat(mutant.planted()).contains(mutant.after());
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void saysWhatTheTestFailsWith(Mutant mutant) {
    assertThat(mutant.expect()).isNotBlank();
  }

  static Stream<Mutant> mutants() throws IOException {
    return Mutant.all().stream();
  }
}
