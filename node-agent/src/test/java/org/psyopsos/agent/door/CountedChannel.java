package org.psyopsos.agent.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A file opened for writing behind a {@link Door}. It cannot be mapped: that is not counted. */
final class CountedChannel extends FileChannel {

  private final FileChannel behind;
  private final Door door;

  CountedChannel(FileChannel behind, Door door) {
    this.behind = behind;
    this.door = door;
  }

  private <N extends Number> N counted(N written) {
    door.written(written.longValue());
    return written;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return counted(behind.write(from));
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return counted(behind.write(from, offset, length));
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    return counted(behind.write(from, position));
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
    return counted(behind.transferFrom(from, position, count));
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
    behind.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    behind.force(metadata);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("a mapped file is not counted");
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
    behind.close();
  }
}
