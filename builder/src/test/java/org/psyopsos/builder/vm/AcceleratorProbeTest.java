package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;

class AcceleratorProbeTest {

  @TempDir private Path directory;

  @Test
  void withoutTheDeviceNothingIsStarted() throws IOException {
    CommandRunner none =
        command -> {
          throw new AssertionError(command);
        };
    assertThat(new AcceleratorProbe(none, directory.resolve("absent")).fastest())
        .isEqualTo(Accelerator.TCG);
  }

  @Test
  void aGuestThatDoesNotEndMeansTranslation() throws IOException {
    assertThat(probeEndingWith(CommandResult.TIMED_OUT).fastest()).isEqualTo(Accelerator.TCG);
    assertThat(probeEndingWith(1).fastest()).isEqualTo(Accelerator.TCG);
    assertThat(probeEndingWith(0).fastest()).isEqualTo(Accelerator.KVM);
  }

  private AcceleratorProbe probeEndingWith(int status) throws IOException {
    CommandRunner real = new ProcessCommandRunner();
    CommandRunner scripted =
        command ->
            command.program().endsWith(QemuCommand.PROGRAM)
                ? new CommandResult(status, "", "")
                : real.run(command);
    Path device = directory.resolve("kvm");
    if (!Files.exists(device)) {
      Files.createFile(device);
    }
    return new AcceleratorProbe(scripted, device);
  }
}
