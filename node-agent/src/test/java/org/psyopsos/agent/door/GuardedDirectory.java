package org.psyopsos.agent.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A directory that was opened to be forced, which is all that can be done with one. */
final class GuardedDirectory extends FileChannel {

  private final Path path;
  private final GuardedProvider provider;

  GuardedDirectory(Path path, GuardedProvider provider) {
    this.path = path;
    this.provider = provider;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    provider.doing(new Change.Forced(path), () -> {});
  }

  private IOException isDirectory() {
    return new IOException(path + " is a directory");
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    throw isDirectory();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    throw isDirectory();
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    throw isDirectory();
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    throw isDirectory();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    throw isDirectory();
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    throw isDirectory();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
    throw isDirectory();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
    throw isDirectory();
  }

  @Override
  public long position() throws IOException {
    throw isDirectory();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    throw isDirectory();
  }

  @Override
  public long size() throws IOException {
    throw isDirectory();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    throw isDirectory();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    throw isDirectory();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    throw isDirectory();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    throw isDirectory();
  }

  @Override
  protected void implCloseChannel() {}
}
