package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

class VmCommandTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Command> started = new ArrayList<>();
  private CommandRunner qemu = this::start;
  private int exitStatus;
  private int resets;

  @BeforeEach
  void anImage() throws IOException {
    Files.writeString(directory.resolve("my disk.img"), "\0".repeat(512) + "EFI PART");
  }

  @Test
  void qemuGetsTheTerminalAndNoTimeout() {
    works("vm", "my disk.img", "--accelerator", "tcg", "--", "-vnc", ":1");
    assertThat(started).hasSize(1);
    assertThat(started.get(0).foreground()).isTrue();
    assertThat(started.get(0).timeout()).isGreaterThan(Command.DEFAULT_TIMEOUT);
    assertThat(started.get(0).arguments())
        .contains("if=none,id=disk0,format=raw,file=" + directory.resolve("my disk.img"))
        .containsSequence("-serial", "mon:stdio")
        .containsSequence("-vnc", ":1");
  }

  @Test
  void afterEachResetQemuStartsAnew() {
    resets = 2;
    works("vm", "my disk.img", "--accelerator", "tcg");
    assertThat(started).hasSize(3).allMatch(command -> command.arguments().contains("-no-reboot"));
    assertThat(started).extracting(Command::arguments).containsOnly(started.get(0).arguments());
  }

  @Test
  void aResetIsTheEndWhereTheCallerSaysSo() {
    resets = 2;
    works("vm", "my disk.img", "--accelerator", "tcg", "--no-reboot");
    assertThat(started).hasSize(1);
  }

  @Test
  void whatASnapshotForgetsLastsFromOneBootToTheNext() {
    resets = 1;
    works("vm", "my disk.img", "--accelerator", "tcg", "--snapshot");
    assertThat(started).hasSize(3);
    assertThat(started.get(0).arguments())
        .containsSequence("qemu-img", "create")
        .contains(directory.resolve("my disk.img").toString());
    Path overlay = Path.of(started.get(0).arguments().get(started.get(0).arguments().size() - 1));
    assertThat(started.get(2).arguments())
        .contains("if=none,id=disk0,format=qcow2,file=" + overlay);
    assertThat(overlay.getParent()).doesNotExist();
  }

  @Test
  void printingStartsNothingAndQuotesForAShell() {
    works("vm", "--accelerator", "tcg", "--print", "--memory", "512", "my disk.img");
    assertThat(started).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -m 512 ")
        .contains(" 'if=none,id=disk0,format=raw,file=" + directory + "/my disk.img' ");
  }

  @Test
  void aFailureOfQemuIsOurs() {
    exitStatus = 1;
    assertThat(tk("vm", "my disk.img", "--accelerator", "tcg")).isEqualTo(6);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("qemu-system-x86_64 failed");
  }

  @Test
  void anImageThatIsNotThereIsWrongInput() {
    assertThat(tk("vm", "other.img")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("not a disk image: " + directory.resolve("other.img"))
        .contains("hint: make one with 'tk mkimage disk'");
  }

  @Test
  void whereQemuIsMissingThePackageIsNamed() {
    qemu =
        command -> {
          throw new BadInput(Problem.of("cannot start " + command.program()));
        };
    assertThat(tk("vm", "my disk.img", "--accelerator", "tcg")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("apt-get install qemu-system-x86");
  }

  private void works(String... arguments) {
    int exitCode = tk(arguments);
    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isZero();
  }

  private CommandResult start(Command command) {
    started.add(command);
    if (exitStatus == 0 && command.program().startsWith("qemu-system")) {
      FakeQemu.connect(command, resets-- > 0 ? "guest-reset" : "guest-shutdown");
    }
    return new CommandResult(exitStatus, "", "");
  }

  private int tk(String... arguments) {
    Caller caller =
        new Caller(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            directory,
            Clock.systemUTC(),
            new SecureRandom(),
            qemu,
            Optional.empty());
    return Tk.run(List.of(arguments), caller);
  }
}
