package org.psyopsos.agent.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file behind a {@link Guard}. It cannot be mapped: of that nobody would be told. */
final class GuardedChannel extends FileChannel {

  private final Path path;
  private final FileChannel behind;
  private final GuardedProvider provider;

  GuardedChannel(Path path, FileChannel behind, GuardedProvider provider) {
    this.path = path;
    this.behind = behind;
    this.provider = provider;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    byte[] bytes = new byte[from.remaining()];
    from.duplicate().get(bytes);
    provider.doing(
        new Change.Written(path, behind.position(), ByteBuffer.wrap(bytes)),
        () -> writeAll(ByteBuffer.wrap(bytes)));
    from.position(from.limit());
    return bytes.length;
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += write(from[i]);
    }
    return written;
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    long before = behind.position();
    behind.position(position);
    try {
      return write(from);
    } finally {
      behind.position(before);
    }
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
    byte[] bytes = Channels.newInputStream(from).readNBytes(Math.toIntExact(count));
    return write(ByteBuffer.wrap(bytes), position);
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      behind.write(bytes);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return behind.read(into);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return behind.read(into, offset, length);
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return behind.read(into, position);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
    return behind.transferTo(position, count, to);
  }

  @Override
  public long position() throws IOException {
    return behind.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    behind.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return behind.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < behind.size()) {
      provider.doing(new Change.Shortened(path, size), () -> behind.truncate(size));
    } else {
      behind.truncate(size);
    }
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    provider.doing(new Change.Forced(path), () -> behind.force(metadata));
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("nobody would be told of what is mapped");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return behind.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return behind.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    provider.doing(new Change.Closed(path), behind::close);
  }
}
