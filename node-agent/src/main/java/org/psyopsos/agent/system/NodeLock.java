package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/** Held while an agent looks at or changes the disk: one at a time. */
public final class NodeLock implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(200);

  private final FileChannel channel;

  private NodeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param file is created where it is missing, and stays
   * @param patience how long to wait for another agent
   */
  public static NodeLock acquire(Path file, Duration patience, Pause pause) {
    Duration left = patience;
    while (true) {
      Optional<NodeLock> lock = attempt(file);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (left.isNegative() || left.isZero()) {
        throw new NodeFault(
            Problem.of("another node-agent is at work")
                .at(file)
                .hint("wait for it; 'systemctl status node-agent.service' shows what it does"));
      }
      pause.sleep(STEP);
      left = left.minus(STEP);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot release the lock").found(String.valueOf(e.getMessage())), e);
    }
  }

  private static Optional<NodeLock> attempt(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new NodeLock(channel));
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot take the lock").at(file).found(String.valueOf(e.getMessage())), e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Held by this very process: as good as held by another.
    }
  }
}
