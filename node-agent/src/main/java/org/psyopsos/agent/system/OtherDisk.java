package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;

/**
 * A disk that this system does not run from: a block device, or an image behind a loop device. The
 * kernel takes the loop device away when nobody has it open, so a killed agent leaves none behind.
 */
final class OtherDisk implements AutoCloseable {

  /** udev tells lsblk what it has found on a new device, and is not there on every machine. */
  private static final Command SETTLE = Command.of("udevadm", "settle", "--timeout=10");

  private final Path device;
  private final @Nullable FileChannel loop;

  private OtherDisk(Path device, @Nullable FileChannel loop) {
    this.device = device;
    this.loop = loop;
  }

  /** Opens it; {@code disk} is a block device or a file. */
  static OtherDisk open(Path disk, CommandRunner commands) {
    try {
      Path real = disk.toRealPath();
      return Files.isRegularFile(real) ? attach(real, commands) : new OtherDisk(real, null);
    } catch (IOException e) {
      throw new BadInput(
          Problem.of("no such disk")
              .at(disk)
              .expected("a disk such as /dev/sdb, or an image of one")
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  /**
   * Its partitions, where neither this system runs from it nor anybody else has mounted it.
   *
   * @param devices all that there are
   * @param runtime what is mounted below it is the agent's own
   */
  BootDisk partitions(Devices devices, Optional<KernelCommandLine> kernel, Path runtime) {
    Partition disk =
        devices.all().stream()
            .filter(one -> one.device().equals(device))
            .findFirst()
            .orElseThrow(this::notADisk);
    if (!disk.disk().isEmpty()) {
      throw notADisk();
    }
    List<Partition> all = devices.on(disk);
    requireNotRunning(all, kernel);
    requireUnused(all, runtime);
    return BootDisk.of(disk.name(), devices);
  }

  @Override
  public void close() {
    if (loop == null) {
      return;
    }
    try {
      loop.close();
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot close the loop device")
              .at(device)
              .found(String.valueOf(e.getMessage()))
              .hint("losetup --detach " + device),
          e);
    }
  }

  private static OtherDisk attach(Path image, CommandRunner commands) {
    String attached =
        commands
            .runOrFail(
                "losetup", "--noheadings", "--output", "NAME", "--associated", image.toString())
            .output()
            .strip();
    if (!attached.isEmpty()) {
      throw new NodeFault(
          Problem.of("the image is in use")
              .at(image)
              .expected("no loop device for it")
              .found(attached)
              .hint(
                  "what is written through two of them is lost: losetup --detach "
                      + attached.lines().findFirst().orElse("")));
    }
    Path device =
        image
            .getFileSystem()
            .getPath(
                commands
                    .runOrFail("losetup", "--find", "--show", "--partscan", image.toString())
                    .output()
                    .strip());
    OtherDisk disk = new OtherDisk(device, opened(device, commands));
    commands.runOrFail("losetup", "--detach", device.toString()); // Takes effect at the last close.
    settle(commands);
    return disk;
  }

  private static FileChannel opened(Path device, CommandRunner commands) {
    try {
      return FileChannel.open(device, StandardOpenOption.READ);
    } catch (IOException e) {
      commands.run(Command.of("losetup", "--detach", device.toString()));
      throw new NodeFault(
          Problem.of("cannot open the loop device")
              .at(device)
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  private static void settle(CommandRunner commands) {
    try {
      commands.run(SETTLE);
    } catch (BadInput e) {
      return; // Not installed: then lsblk looks for itself.
    }
  }

  private void requireNotRunning(List<Partition> all, Optional<KernelCommandLine> kernel) {
    if (kernel.isPresent()
        && all.stream().anyMatch(one -> one.partUuid().equals(kernel.get().partUuid()))) {
      throw new NodeFault(
          Problem.of("this system runs from this disk, or from one with the same partition UUIDs")
              .at(device)
              .expected("another disk")
              .found("psyopsos.slot=" + kernel.get().partUuid())
              .hint("leave out --disk; sgdisk -G gives a copied card UUIDs of its own"));
    }
  }

  private void requireUnused(List<Partition> all, Path runtime) {
    for (Partition one : all) {
      List<Path> elsewhere = one.mountPointsOutside(runtime);
      if (!elsewhere.isEmpty()) {
        throw new NodeFault(
            Problem.of("the disk is in use")
                .at(one.device())
                .expected("nothing of " + device + " mounted")
                .found(elsewhere)
                .hint("umount " + elsewhere.get(0) + ", or take another disk"));
      }
    }
  }

  private BadInput notADisk() {
    return new BadInput(
        Problem.of("not a disk")
            .at(device)
            .expected("a disk such as /dev/sdb, or an image of one")
            .hint("lsblk shows them; a single partition is named with --device"));
  }
}
