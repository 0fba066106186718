package org.psyopsos.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;

class ProcessCommandRunnerTest {

  private final CommandRunner runner = new ProcessCommandRunner();

  @Test
  void givesInputEnvironmentAndTakesOutput() {
    Command command =
        Command.of("sh", "-c", "cat; echo $X; echo oops >&2; exit 3")
            .withInput("hello ")
            .withEnvironment(Map.of("X", "world"));

    CommandResult result = runner.run(command);

    assertThat(result).isEqualTo(new CommandResult(3, "hello world\n", "oops\n"));
    assertThatThrownBy(() -> runner.runOrFail(command))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("sh failed")
        .hasMessageContaining("3: oops");
  }

  @Test
  void killsWhatTakesTooLong() {
    Command command = Command.of("sleep", "60").withTimeout(Duration.ofMillis(50));
    assertThat(runner.run(command).exitStatus()).isEqualTo(CommandResult.TIMED_OUT);
  }

  @Test
  void doesNotWaitForWhatAProgramLeavesRunning() {
    Command command =
        Command.of("sh", "-c", "echo done; sleep 30 & exit 4").withTimeout(Duration.ofSeconds(20));

    CommandResult result = runner.run(command);

    assertThat(result).isEqualTo(new CommandResult(4, "done\n", ""));
  }

  @Test
  void nothingIsKeptOfAProgramInTheForeground() {
    Command command = Command.of("sh", "-c", "exit 5").inForeground();
    assertThat(runner.run(command)).isEqualTo(new CommandResult(5, "", ""));
    assertThat(command.withArguments(List.of("true")).foreground()).isTrue();
  }

  @Test
  void ofAProgramForPeopleTheEndIsKeptHoweverMuchItPrints() {
    String script = "seq 1000000; echo last; seq 2000000 >&2; echo oops >&2";
    CommandResult result = runner.run(Command.of("sh", "-c", script).withEndOnly());
    assertThat(result.output()).hasSize(8192).endsWith("\n1000000\nlast\n");
    assertThat(result.errors()).hasSize(8192).endsWith("\n2000000\noops\n");
    CommandResult whole = runner.run(Command.of("sh", "-c", script));
    assertThat(whole.output()).hasSize(4 << 20).startsWith("1\n2\n");
  }

  @Test
  void saysWhichProgramIsMissing() {
    assertThatThrownBy(() -> runner.runOrFail("no-such-program-anywhere"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no-such-program-anywhere");
  }
}
