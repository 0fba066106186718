package org.psyopsos.builder.release;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Keeps a second run out of an output directory; released at the latest when the process ends. */
public final class OutputLock implements AutoCloseable {

  private static final String NAME = ".tk.lock";

  private final Path directory;
  private final FileChannel channel;

  private OutputLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock, at once or not at all.
   *
   * @param directory made where it is missing
   * @throws BadInput where another run holds it
   */
  public static OutputLock take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new BadInput(
          Problem.of("another tk is writing into this directory")
              .at(directory)
              .hint("wait until it has ended, or write elsewhere"));
    }
    return new OutputLock(directory, channel);
  }

  /** The locked directory. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
