package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.psyopsos.io.ProcessCommandRunner;

/** The probe's guest really boots and really switches itself off. */
class AcceleratorProbeIT {

  @Test
  void theProbeEndsByItselfWithoutHardwareHelp() throws IOException {
    AcceleratorProbe probe = new AcceleratorProbe(new ProcessCommandRunner());
    assertThat(probe.works(Accelerator.TCG, Duration.ofMinutes(2))).isTrue();
  }

  @Test
  void anAnswerIsFoundOnThisHost() throws IOException {
    assertThat(new AcceleratorProbe(new ProcessCommandRunner()).fastest()).isNotNull();
  }
}
