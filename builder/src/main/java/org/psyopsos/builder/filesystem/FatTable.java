package org.psyopsos.builder.filesystem;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.psyopsos.builder.disk.ByteRange;

/**
 * Reads of a FAT32 file system which of its bytes are in use (Microsoft FAT specification 1.03).
 */
final class FatTable {

  private static final byte[] KIND = "FAT32   ".getBytes(StandardCharsets.US_ASCII);
  private static final int KIND_OFFSET = 82;
  private static final int CLUSTER_MASK = 0x0fff_ffff;

  private final FileChannel image;
  private final long start;
  private final int sector;
  private final int cluster;
  private final long table;
  private final int tableLength;
  private final long data;

  FatTable(FileChannel image, long start) throws IOException {
    this.image = image;
    this.start = start;
    ByteBuffer boot = read(start, 512);
    this.sector = Short.toUnsignedInt(boot.getShort(11));
    this.cluster = sector * Byte.toUnsignedInt(boot.get(13));
    this.table = start + (long) sector * Short.toUnsignedInt(boot.getShort(14));
    this.tableLength = sector * boot.getInt(36);
    this.data = table + (long) tableLength * boot.get(16);
  }

  /** Whether a FAT32 file system begins there. */
  static boolean isAt(FileChannel image, long start) throws IOException {
    ByteBuffer name = ByteBuffer.allocate(KIND.length);
    return image.read(name, start + KIND_OFFSET) == KIND.length
        && Arrays.equals(name.array(), KIND);
  }

  /** In order: what comes before the data, then runs of clusters. */
  List<ByteRange> used() throws IOException {
    List<ByteRange> used = new ArrayList<>();
    used.add(new ByteRange(start, data));
    ByteBuffer entries = read(table, tableLength);
    for (int number = 2; number < tableLength / 4; number++) {
      if ((entries.getInt(4 * number) & CLUSTER_MASK) != 0) {
        used.add(ByteRange.ofLength(data + (long) (number - 2) * cluster, cluster));
      }
    }
    return used;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (image.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the image ends within the file system");
      }
    }
    return bytes.flip();
  }
}
