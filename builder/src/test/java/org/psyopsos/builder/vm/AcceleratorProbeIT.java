package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.psyopsos.io.ProcessCommandRunner;

/** Real firmware starts the probe's program, and it switches the machine off. */
class AcceleratorProbeIT {

  private final AcceleratorProbe probe =
      new AcceleratorProbe(new ProcessCommandRunner(), UefiFirmware.installed());

  @Test
  void theProgramSwitchesOffByTranslation() throws IOException {
    assertThat(probe.works(Accelerator.TCG, Duration.ofMinutes(2))).isTrue();
  }

  @Test
  void whatIsFoundFastestWorks() throws IOException {
    assertThat(probe.works(probe.fastest(), Duration.ofMinutes(2))).isTrue();
  }
}
