package org.psyopsos.builder.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A GUID partition table with its MBR and its backup (UEFI 2.10, 5.2 and 5.3): 128 entries, sectors
 * of 512 bytes. The same values give the same bytes.
 *
 * @param disk the disk's identifier
 * @param size of the disk in bytes, whole sectors
 * @param partitions in the order of the table
 */
public record GuidPartitionTable(Guid disk, long size, List<GptPartition> partitions) {

  /** Bytes of a sector. */
  public static final int SECTOR = 512;

  private static final int ENTRIES = 128;
  private static final int HEADER_LENGTH = 92;
  private static final int TABLE_LENGTH = ENTRIES * GptPartition.ENTRY_LENGTH;
  private static final int TABLE_SECTORS = TABLE_LENGTH / SECTOR;

  /** Bytes at the beginning of the disk that belong to the table. */
  private static final int HEAD = (2 + TABLE_SECTORS) * SECTOR;

  /** Bytes at its end. */
  private static final int TAIL = (1 + TABLE_SECTORS) * SECTOR;

  private static final byte[] SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
  private static final int REVISION = 0x0001_0000;

  public GuidPartitionTable {
    partitions = List.copyOf(partitions);
    long end = HEAD;
    for (GptPartition partition : partitions) {
      if (partition.range().start() < end || partition.range().end() > size - TAIL) {
        throw new IllegalArgumentException("overlaps or leaves the disk: " + partition);
      }
      end = partition.range().end();
    }
  }

  /** What the table occupies. */
  public List<ByteRange> ranges() {
    return List.of(new ByteRange(0, HEAD), new ByteRange(size - TAIL, size));
  }

  /** Writes the MBR and both copies; the image becomes as large as the disk. */
  public void writeTo(FileChannel image, MasterBootRecord mbr) throws IOException {
    ByteBuffer entries = entries();
    long last = size / SECTOR - 1;
    write(image, mbr.of(this), 0);
    write(image, header(entries, 1, last, 2), SECTOR);
    write(image, entries.duplicate(), 2L * SECTOR);
    write(image, entries.duplicate(), size - TAIL);
    write(image, header(entries, last, 1, last - TABLE_SECTORS), last * SECTOR);
  }

  private ByteBuffer entries() {
    ByteBuffer out = littleEndian(TABLE_LENGTH);
    partitions.forEach(partition -> partition.putInto(out));
    return out.position(0);
  }

  private ByteBuffer header(ByteBuffer entries, long own, long other, long firstEntrySector) {
    ByteBuffer out = littleEndian(SECTOR);
    out.put(SIGNATURE).putInt(REVISION).putInt(HEADER_LENGTH);
    out.putInt(0).putInt(0); // its checksum is filled in below; reserved
    out.putLong(own).putLong(other);
    out.putLong(HEAD / SECTOR).putLong((size - TAIL) / SECTOR - 1);
    disk.putInto(out);
    out.putLong(firstEntrySector).putInt(ENTRIES).putInt(GptPartition.ENTRY_LENGTH);
    out.putInt(crc32(entries.duplicate()));
    out.putInt(16, crc32(out.duplicate().position(0).limit(HEADER_LENGTH)));
    return out.position(0);
  }

  private static int crc32(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(FileChannel image, ByteBuffer bytes, long at) throws IOException {
    for (long position = at; bytes.hasRemaining(); ) {
      position += image.write(bytes, position);
    }
  }
}
