package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/** Real QEMU says why it ended; a small EFI program resets, and then switches off. */
class VirtualMachineIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path directory;
  private final List<Command> started = new ArrayList<>();

  @Test
  void aResetBootsAgainAndSwitchingOffEnds() throws IOException {
    run(ResetProgram.bytes(ResetProgram.RESET_COLD));
    assertThat(started).hasSize(2);
  }

  @Test
  void switchingOffAtOnceIsNoReset() throws IOException {
    run(ResetProgram.bytes(ResetProgram.SHUTDOWN));
    assertThat(started).hasSize(1);
  }

  /** From the second start on the program switches off. */
  private void run(byte[] first) throws IOException {
    Path removable = Files.createDirectories(directory.resolve("stick/EFI/BOOT"));
    Path program = Files.write(removable.resolve("BOOTX64.EFI"), first);
    Path disk = Files.write(directory.resolve("disk.img"), new byte[1 << 20]);
    QemuCommand.Options options =
        QemuCommand.Options.defaults()
            .withSerial("none")
            .withMemoryMib(128)
            .withExtra(stick(directory.resolve("stick")));
    QemuCommand qemu =
        new QemuCommand(
            Drive.raw(disk).withSnapshot(true),
            new Pc(UefiFirmware.installed(), Accelerator.TCG),
            options);
    new VirtualMachine(this::start, qemu)
        .run(
            () -> {
              try {
                Files.write(program, ResetProgram.bytes(ResetProgram.SHUTDOWN));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return true;
            });
  }

  /** QEMU shows a directory as a disk with a FAT file system. */
  private static List<String> stick(Path content) {
    return List.of(
        "-drive",
        "if=none,id=stick,format=raw,readonly=on,file=fat:" + content,
        "-device",
        "virtio-blk-pci,drive=stick,bootindex=1");
  }

  private CommandResult start(Command command) {
    if (command.program().equals(Pc.PROGRAM)) {
      started.add(command);
    }
    return new ProcessCommandRunner().run(Command.of(command.arguments()).withTimeout(LIMIT));
  }
}
