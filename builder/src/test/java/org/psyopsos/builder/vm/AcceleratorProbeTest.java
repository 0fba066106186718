package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

class AcceleratorProbeTest {

  private static final UefiFirmware FIRMWARE =
      new UefiFirmware(Path.of("/fw/code.fd"), Path.of("/fw/vars.fd"), false);

  @TempDir private Path directory;

  @Test
  void withoutTheDeviceNothingIsStarted() throws IOException {
    CommandRunner none =
        command -> {
          throw new AssertionError(command);
        };
    Path absent = directory.resolve("absent");
    assertThat(new AcceleratorProbe(none, FIRMWARE, absent).fastest()).isEqualTo(Accelerator.TCG);
  }

  @Test
  void onlyAMachineThatSwitchesItselfOffCounts() throws IOException {
    assertThat(probeEndingWith(CommandResult.TIMED_OUT)).isEqualTo(Accelerator.TCG);
    assertThat(probeEndingWith(1)).isEqualTo(Accelerator.TCG);
    assertThat(probeEndingWith(0)).isEqualTo(Accelerator.KVM);
  }

  private Accelerator probeEndingWith(int status) throws IOException {
    CommandRunner scripted =
        command -> {
          Path program = Path.of(command.arguments().get(command.arguments().size() - 1));
          assertThat(program).hasBinaryContent(ResetProgram.bytes(ResetProgram.SHUTDOWN));
          assertThat(command.arguments()).contains("kvm").doesNotContain("-no-reboot");
          return new CommandResult(status, "", "");
        };
    Path device = Files.write(directory.resolve("kvm"), new byte[0]);
    return new AcceleratorProbe(scripted, FIRMWARE, device).fastest();
  }
}
