package org.psyopsos.builder.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Writes the secret partition into an image. */
final class SecretPartition {

  private static final int MAGIC_OFFSET = 1024 + 56;
  private static final short MAGIC = (short) 0xef53;
  private static final int BUFFER = 1 << 20;

  private final Ext4 ext4;

  SecretPartition(Ext4 ext4) {
    this.ext4 = ext4;
  }

  void write(Volume volume, SecretContent content) throws IOException {
    if (content instanceof SecretContent.Directory directory) {
      ext4.make(volume, Optional.of(directory.path()));
    } else if (content instanceof SecretContent.Image image) {
      requireExt4(image.path(), volume);
      copy(image.path(), volume);
    } else {
      ext4.make(volume, Optional.empty());
    }
  }

  /** Refuses another kind of file, and one of another size than the partition. */
  static void requireExt4(Path image, Volume volume) throws IOException {
    long size = Files.size(image);
    if (size != volume.range().length()) {
      throw new BadInput(
          Problem.of("the image has not the size of the partition " + volume.label())
              .at(image)
              .expected(volume.range().length() + " bytes")
              .found(size)
              .hint("make it with 'tk mkimage secret' and the same settings"));
    }
    ByteBuffer magic = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      channel.read(magic, MAGIC_OFFSET);
    }
    if (magic.getShort(0) != MAGIC) {
      throw new BadInput(Problem.of("not an ext4 file system").at(image));
    }
  }

  /** Copies what is not zero: the image stays sparse. */
  private static void copy(Path from, Volume to) throws IOException {
    byte[] zeros = new byte[BUFFER];
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel target = FileChannel.open(to.image(), StandardOpenOption.WRITE)) {
      for (long at = 0; at < to.range().length(); at += buffer.limit()) {
        if (source.read(buffer.clear(), at) < 0) {
          throw new EOFException(from + " became shorter");
        }
        buffer.flip();
        if (!Arrays.equals(buffer.array(), 0, buffer.limit(), zeros, 0, buffer.limit())) {
          writeFully(target, buffer.duplicate(), to.range().start() + at);
        }
      }
    }
  }

  private static void writeFully(FileChannel target, ByteBuffer bytes, long at) throws IOException {
    for (long position = at; bytes.hasRemaining(); ) {
      position += target.write(bytes, position);
    }
  }
}
