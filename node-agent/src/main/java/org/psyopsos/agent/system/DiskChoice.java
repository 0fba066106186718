package org.psyopsos.agent.system;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the agent works.
 *
 * @param other a disk or an image of one that this system does not run from, where that is meant
 * @param named partitions of this node's own that are not where they usually are
 */
public record DiskChoice(Optional<Path> other, NamedDevices named) {

  /** The disk that this system booted from. */
  public static final DiskChoice BOOTED = of(NamedDevices.NONE);

  /** This node's own partitions. */
  public static DiskChoice of(NamedDevices named) {
    return new DiskChoice(Optional.empty(), named);
  }

  /** A disk that this system does not run from. */
  public static DiskChoice other(Path disk) {
    return new DiskChoice(Optional.of(disk), NamedDevices.NONE);
  }
}
