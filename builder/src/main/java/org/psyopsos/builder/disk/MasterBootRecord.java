package org.psyopsos.builder.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** What the first sector of a disk tells those that know no GPT (UEFI 2.10, 5.2). */
public enum MasterBootRecord {
  /** The whole disk is taken. */
  PROTECTIVE {
    @Override
    void putEntries(ByteBuffer out, GuidPartitionTable table) {
      long sectors = table.size() / GuidPartitionTable.SECTOR - 1;
      putEntry(out, TAKEN, SECOND_SECTOR, 1, Math.min(sectors, LARGEST));
    }
  },
  /**
   * The first partition is one with FAT32; only what lies before it is taken. The boot ROM of a
   * Raspberry Pi 3 looks for its firmware in the first entry, and knows no GPT. Those that do, find
   * an entry of the type that says so, and believe the GPT alone.
   */
  HYBRID {
    @Override
    void putEntries(ByteBuffer out, GuidPartitionTable table) {
      ByteRange first = table.partitions().get(0).range();
      long start = first.start() / GuidPartitionTable.SECTOR;
      putEntry(out, FAT32, UNTOLD, start, first.length() / GuidPartitionTable.SECTOR);
      putEntry(out, TAKEN, SECOND_SECTOR, 1, start - 1);
    }
  };

  private static final int ENTRIES = 446;
  private static final int TAKEN = 0xee;

  /** FAT32, addressed by sectors. */
  private static final int FAT32 = 0x0c;

  /** Head 0, sector 2, cylinder 0. */
  private static final int SECOND_SECTOR = 0x000200;

  /** A head, sector and cylinder that mean: look at the number of the sector. */
  private static final int UNTOLD = 0xffffff;

  private static final long LARGEST = 0xffff_ffffL;

  /** Where the first partition begins in bytes, where a disk has {@link #HYBRID}. */
  public static Optional<Long> firstFat32(FileChannel disk) throws IOException {
    ByteBuffer sector =
        ByteBuffer.allocate(GuidPartitionTable.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    disk.read(sector, 0);
    return sector.get(ENTRIES + 4) == FAT32
        ? Optional.of(
            Integer.toUnsignedLong(sector.getInt(ENTRIES + 8)) * GuidPartitionTable.SECTOR)
        : Optional.empty();
  }

  abstract void putEntries(ByteBuffer out, GuidPartitionTable table);

  /** The sector for a table. */
  ByteBuffer of(GuidPartitionTable table) {
    ByteBuffer out = ByteBuffer.allocate(GuidPartitionTable.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    putEntries(out.position(ENTRIES), table);
    out.put(510, (byte) 0x55).put(511, (byte) 0xaa);
    return out.position(0);
  }

  /** Not active, which is the lowest byte of the first four. */
  private static void putEntry(ByteBuffer out, int type, int address, long start, long sectors) {
    out.putInt(address << 8).putInt(UNTOLD << 8 | type);
    out.putInt((int) start).putInt((int) sectors);
  }
}
