package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/** Mounts partitions at places of the agent's own, below one directory. */
public final class Mounts {

  private static final String HARMLESS = "nodev,nosuid,noexec,noatime";

  private final CommandRunner commands;
  private final Path directory;

  public Mounts(CommandRunner commands, Path directory) {
    this.commands = commands;
    this.directory = directory;
  }

  /** How a partition is mounted. */
  public enum Mode {
    READ_ONLY("ro"),
    READ_WRITE("rw");

    private final String option;

    Mode(String option) {
      this.option = option;
    }
  }

  /** A mounted partition; closing unmounts it, which also flushes it. */
  public interface Mounted extends AutoCloseable {
    Path path();

    @Override
    void close();
  }

  /**
   * Mounts a partition.
   *
   * @param type of the file system: {@code ext4} or {@code vfat}
   * @throws NodeFault where that is impossible
   */
  public Mounted mount(Partition partition, String type, Mode mode) {
    Path place = createPlace(partition);
    CommandResult result =
        commands.run(
            Command.of(
                "mount",
                "-t",
                type,
                "-o",
                mode.option + "," + HARMLESS,
                partition.device().toString(),
                place.toString()));
    if (result.exitStatus() != 0) {
      throw new NodeFault(
          Problem.of("cannot mount a partition")
              .at(partition)
              .expected("a file system of type " + type)
              .found(result.errors().strip())
              .hint("'blkid " + partition.device() + "' and the kernel's log tell more"));
    }
    return new Mounted() {
      @Override
      public Path path() {
        return place;
      }

      @Override
      public void close() {
        commands.runOrFail("umount", place.toString());
      }
    };
  }

  /** Unmounts what an agent that was killed has left behind; it had no namespace of its own. */
  public void unmountLeftovers(List<Partition> partitions) {
    for (Partition partition : partitions) {
      for (Path place : partition.mountPoints()) {
        if (place.startsWith(directory)) {
          commands.runOrFail("umount", place.toString());
        }
      }
    }
  }

  /** Refuses a partition that somebody else has mounted. */
  public void requireFree(Partition partition) {
    List<Path> elsewhere = partition.mountPointsOutside(directory);
    if (!elsewhere.isEmpty()) {
      throw new NodeFault(
          Problem.of("the partition to be written is mounted")
              .at(partition.device())
              .expected("not mounted")
              .found(elsewhere)
              .hint("unmount it: umount " + elsewhere.get(0)));
    }
  }

  private Path createPlace(Partition partition) {
    Path place = directory.resolve(partition.device().getFileName().toString());
    try {
      return Files.createDirectories(place);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot create a mount point").at(place).found(String.valueOf(e.getMessage())),
          e);
    }
  }
}
