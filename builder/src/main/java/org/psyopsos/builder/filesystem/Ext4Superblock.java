package org.psyopsos.builder.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.psyopsos.builder.disk.Guid;

/**
 * What an existing ext4 file system says of itself (kernel documentation, "ext4 Super Block").
 *
 * @param id its identifier
 * @param made when it was made
 * @param clean whether it was unmounted, so that its tables tell the truth without the journal
 */
public record Ext4Superblock(Guid id, Instant made, boolean clean) {

  private static final int OFFSET = 1024;
  private static final int LENGTH = 1024;
  private static final short MAGIC = (short) 0xef53;
  private static final int NEEDS_RECOVERY = 0x4;

  /**
   * Reads the superblock of the file system that begins at {@code start}; empty where there is
   * none.
   */
  public static Optional<Ext4Superblock> read(FileChannel image, long start) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    while (block.hasRemaining()) {
      if (image.read(block, start + OFFSET + block.position()) < 0) {
        return Optional.empty();
      }
    }
    return block.getShort(0x38) == MAGIC ? Optional.of(parse(block)) : Optional.empty();
  }

  private static Ext4Superblock parse(ByteBuffer block) {
    boolean clean = (block.getInt(0x60) & NEEDS_RECOVERY) == 0;
    Instant made = Instant.ofEpochSecond(Integer.toUnsignedLong(block.getInt(0x108)));
    block.order(ByteOrder.BIG_ENDIAN);
    UUID uuid = new UUID(block.getLong(0x68), block.getLong(0x70));
    return new Ext4Superblock(new Guid(uuid), made, clean);
  }
}
