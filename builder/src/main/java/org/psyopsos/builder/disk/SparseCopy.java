package org.psyopsos.builder.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Copies parts of images. Where the source holds zeros nothing is written, so holes stay holes. */
public final class SparseCopy {

  private static final int BUFFER = 1 << 18;

  private final FileChannel source;
  private final FileChannel target;
  private final LongConsumer progress;

  /**
   * A copy from one file into another.
   *
   * @param target holds zeros, or nothing, where it will be written
   * @param progress is told how many bytes were read, each time some were
   */
  public SparseCopy(FileChannel source, FileChannel target, LongConsumer progress) {
    this.source = source;
    this.target = target;
    this.progress = progress;
  }

  /** Copies the source's {@code range} to the target's bytes from {@code position} on. */
  public void copy(ByteRange range, long position) throws IOException {
    byte[] zeros = new byte[BUFFER];
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long done = 0; done < range.length(); done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, range.length() - done));
      fill(buffer, range.start() + done);
      if (!Arrays.equals(buffer.array(), 0, buffer.limit(), zeros, 0, buffer.limit())) {
        writeFully(buffer, position + done);
      }
      progress.accept(buffer.limit());
    }
  }

  private void fill(ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      if (source.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("the file to copy from became shorter");
      }
    }
    buffer.flip();
  }

  private void writeFully(ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      target.write(buffer, at + buffer.position());
    }
  }
}
