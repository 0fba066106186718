package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.BoundedFiles;

/**
 * What the kernel says of writing to a device. A medium at the end of its life may let itself be
 * read only, and {@code mount} then quietly mounts it so.
 */
public final class WriteProtection {

  private static final int LONGEST = 16;

  private WriteProtection() {}

  /** Why a partition cannot be written to, where its device says so. */
  public static Optional<Problem> of(Partition partition, NodePaths paths) {
    Path flag = paths.blockDevices().resolve(partition.name()).resolve("ro");
    return isSet(flag)
        ? Optional.of(
            Problem.of("the partition to be written cannot be written to")
                .at(partition)
                .expected("a block device that can be written to")
                .found("a read-only one")
                .hint("is a switch on the card set? else the medium may be worn out"))
        : Optional.empty();
  }

  private static boolean isSet(Path flag) {
    try {
      String text = new String(BoundedFiles.read(flag, LONGEST), StandardCharsets.US_ASCII);
      return text.strip().equals("1");
    } catch (IOException e) {
      return false; // What the kernel does not tell is no reason to stop.
    }
  }
}
