package org.psyopsos.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands in for the machine. */
final class SerialConsoleTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path directory;

  @Test
  void readsLinesAndAnswers() {
    try (MachineUnderTest machine =
        shell("echo one; echo login; read name; echo hello $name; sleep 60")) {
      machine.console().await("^one$", SOON);
      machine.console().await("^login$", SOON);
      machine.console().send("root");
      assertThat(machine.console().await("hello (\\w+)", SOON).group(1)).isEqualTo("root");
    }
  }

  @Test
  void aLineIsLookedAtWhenItIsWhole() {
    try (MachineUnderTest machine = shell("printf 'state: sl'; sleep 1; echo ot A; sleep 60")) {
      assertThat(machine.console().await("state: (.*)$", SOON).group(1)).isEqualTo("slot A");
    }
  }

  @Test
  void leavesOutEscapeSequencesAndKeepsALog() throws Exception {
    try (MachineUnderTest machine =
        shell("printf '\\033[0;1;32mOK\\033[0m\\r\\n'; echo end; sleep 60")) {
      machine.console().await("end", SOON);
      assertThat(machine.console().lines()).containsExactly("OK", "end");
      assertThat(Files.readString(log())).contains(" OK\n");
    }
  }

  @Test
  void saysWhatItWaitedForWhenTheMachineEnds() {
    try (MachineUnderTest machine = shell("echo only this")) {
      assertThatThrownBy(() -> machine.console().await("never", SOON))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("never")
          .hasMessageContaining("the machine ended")
          .hasMessageContaining("only this");
    }
  }

  @Test
  void aPowerCutEndsItAtOnce() {
    MachineUnderTest machine = shell("sleep 600");
    machine.cutPower();
    machine.awaitPowerOff(Duration.ofSeconds(1));
  }

  private MachineUnderTest shell(String script) {
    return MachineUnderTest.start(List.of("sh", "-c", "exec 2>&1; " + script), log());
  }

  private Path log() {
    return directory.resolve("serial.log");
  }
}
