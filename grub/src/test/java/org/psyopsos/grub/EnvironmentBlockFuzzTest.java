package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.psyopsos.layout.Slot;

class EnvironmentBlockFuzzTest {

  @FuzzTest(maxExecutions = 20_000)
  void whatIsAcceptedIsWhatWouldBeWrittenAndMeansTheSameToGrub(byte[] block) {
    if (EnvironmentBlock.decode(block) instanceof EnvironmentCopy.Valid valid) {
      assertThat(EnvironmentBlock.encode(valid.content())).isEqualTo(block);
      assertThat(BootDecision.decide(block, new byte[0], lastResort(valid)))
          .isEqualTo(expected(valid.content()));
    }
  }

  /** What GRUB must not fall back to. */
  private static Slot lastResort(EnvironmentCopy.Valid valid) {
    return expected(valid.content()).slot().other();
  }

  private static BootDecision expected(NumberedState content) {
    Optional<Trial> due = content.state().trial().filter(trial -> trial.attemptsLeft() > 0);
    return new BootDecision(
        due.map(Trial::slot).orElse(content.state().committed()),
        Optional.of(content.generation()),
        due.isPresent(),
        due.isPresent() ? Written.YES : Written.NONE);
  }
}
