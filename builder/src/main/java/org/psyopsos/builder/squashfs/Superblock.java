package org.psyopsos.builder.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.failure.BadInput;

/**
 * The first 96 bytes of a squashfs 4.0, little-endian.
 *
 * @param inodeCount files, directories, links and devices
 * @param blockSize bytes in an uncompressed data block
 * @param fragmentCount blocks that hold the ends of several files
 * @param compressor the number of the compression: 1 gzip, 4 xz, 5 lz4, 6 zstd
 * @param idCount users and groups
 * @param bytesUsed length of the file system without padding
 * @param tables where the tables are
 */
public record Superblock(
    int inodeCount,
    int blockSize,
    int fragmentCount,
    int compressor,
    int idCount,
    long bytesUsed,
    Tables tables) {

  /** Bytes that it takes. */
  public static final int LENGTH = 96;

  /** The place of a table that is not there. */
  static final long NONE = -1;

  private static final int MAGIC = 0x73717368;
  private static final int MAX_BLOCK = 1 << 20;
  private static final int MIN_BLOCK = 4 << 10;

  /** Offsets in the file; {@link #NONE} where a table is absent. */
  record Tables(long id, long xattr, long inode, long directory, long fragment, long export) {}

  /**
   * Reads the superblock of a file, which must be as long as it says.
   *
   * @throws BadInput where it is not one
   */
  public static Superblock read(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LENGTH);
    }
    try {
      return parse(bytes).requireFits(Files.size(file));
    } catch (BadInput e) {
      throw new BadInput(e.problem().at(file), e);
    }
  }

  private static Superblock parse(byte[] bytes) {
    if (bytes.length < LENGTH) {
      throw Malformed.squashfs(LENGTH + " bytes at least", bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) != MAGIC) {
      throw Malformed.squashfs("'hsqs' at the beginning", "something else");
    }
    if (in.getShort(28) != 4 || in.getShort(30) != 0) {
      throw Malformed.squashfs("version 4.0", in.getShort(28) + "." + in.getShort(30));
    }
    Tables tables =
        new Tables(
            in.getLong(48),
            in.getLong(56),
            in.getLong(64),
            in.getLong(72),
            in.getLong(80),
            in.getLong(88));
    return new Superblock(
            in.getInt(4),
            in.getInt(12),
            in.getInt(16),
            in.getShort(20),
            in.getShort(26) & 0xffff,
            in.getLong(40),
            tables)
        .requireSane();
  }

  private Superblock requireSane() {
    boolean power = Integer.bitCount(blockSize) == 1;
    if (!power || blockSize < MIN_BLOCK || blockSize > MAX_BLOCK) {
      throw Malformed.squashfs("a block size from 4 KiB to 1 MiB", blockSize);
    }
    if (inodeCount < 1 || fragmentCount < 0) {
      throw Malformed.squashfs("a number of inodes and fragments", inodeCount);
    }
    if (tables.inode() < LENGTH
        || tables.directory() <= tables.inode()
        || tables.id() <= tables.directory()
        || tables.id() >= bytesUsed) {
      throw Malformed.squashfs("tables in their order", tables);
    }
    return this;
  }

  private Superblock requireFits(long fileSize) {
    if (bytesUsed > fileSize) {
      throw Malformed.squashfs(bytesUsed + " bytes, as the superblock says", fileSize + " bytes");
    }
    return this;
  }
}
