package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/**
 * A machine on the caller's terminal, from switching on until it switches itself off.
 *
 * <p>Where it resets itself QEMU ends and is started again, so that each boot is a cold one: under
 * emulation UEFI was seen to hang in a loop of faults after a warm reset. Disk and UEFI variables
 * outlive the reset, as they do in a real machine.
 */
public final class VirtualMachine {

  /** A machine runs until it is switched off. */
  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  private final CommandRunner commands;
  private final QemuCommand qemu;

  public VirtualMachine(CommandRunner commands, QemuCommand qemu) {
    this.commands = commands;
    this.qemu = qemu;
  }

  /**
   * Runs it. A disk that is too small for the machine and is written to grows first: a hole at its
   * end, as on a larger medium.
   *
   * @param onReset called at each reset; says whether the machine boots again
   * @throws org.psyopsos.failure.NodeFault where QEMU fails or is killed
   */
  public void run(Reset onReset) throws IOException {
    if (!qemu.drive().snapshot()) {
      grow(qemu.drive().file());
    }
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      QemuCommand cold = lasting(scratch.path());
      Path socket = scratch.path().resolve("monitor");
      boolean again = true;
      while (again) {
        again = boot(cold, socket) && onReset.bootsAgain();
      }
    }
  }

  /** What happens at a reset. */
  @FunctionalInterface
  public interface Reset {
    boolean bootsAgain();
  }

  /** The same machine; what it writes lasts from one QEMU to the next, in {@code directory}. */
  private QemuCommand lasting(Path directory) throws IOException {
    return new QemuCommand(
        lastingDrive(directory.resolve("disk.qcow2")),
        qemu.machine().lasting(directory),
        qemu.options());
  }

  private Drive lastingDrive(Path overlay) throws IOException {
    Drive drive = qemu.drive();
    if (!drive.snapshot()) {
      return drive;
    }
    long size = qemu.machine().diskSize(Files.size(drive.file()));
    Command create = Command.of(drive.overlayCommand(overlay, size));
    require(create, commands.run(create));
    return drive.overlay(overlay);
  }

  /** One boot; gives whether it ended in a reset. */
  private boolean boot(QemuCommand cold, Path socket) throws IOException {
    try (QemuMonitor monitor = QemuMonitor.at(socket)) {
      List<String> arguments = new ArrayList<>(cold.arguments());
      arguments.add("-no-reboot");
      arguments.addAll(monitor.arguments());
      Command command = Command.of(arguments).withTimeout(NO_LIMIT).inForeground();
      require(command, commands.run(command));
      return monitor.reset();
    }
  }

  private void grow(Path disk) throws IOException {
    long size = Files.size(disk);
    long needed = qemu.machine().diskSize(size);
    if (needed > size) {
      try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(1), needed - 1);
      }
    }
  }

  private static void require(Command command, CommandResult result) {
    if (result.exitStatus() != 0) {
      throw result.failure(command);
    }
  }
}
