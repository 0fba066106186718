package org.psyopsos.builder.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One entry of a partition table.
 *
 * @param type what kind of content it has
 * @param id its own identifier ({@code PARTUUID})
 * @param name at most 36 UTF-16 code units
 * @param range its bytes on the disk
 */
public record GptPartition(Guid type, Guid id, String name, ByteRange range) {

  /** The type of the EFI system partition. */
  public static final Guid EFI_SYSTEM = Guid.of("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");

  /** The type of a partition with a Linux file system. */
  public static final Guid LINUX = Guid.of("0fc63daf-8483-4772-8e79-3d69d8477de4");

  static final int ENTRY_LENGTH = 128;
  private static final int NAME_OFFSET = 56;

  /** Puts the entry at the buffer's position (UEFI 2.10, 5.3.3). */
  void putInto(ByteBuffer out) {
    int start = out.position();
    type.putInto(out);
    id.putInto(out);
    out.putLong(range.start() / GuidPartitionTable.SECTOR);
    out.putLong(range.end() / GuidPartitionTable.SECTOR - 1);
    out.position(start + NAME_OFFSET);
    out.put(name.getBytes(StandardCharsets.UTF_16LE));
    out.position(start + ENTRY_LENGTH);
  }

  /** Reads what {@link #putInto} put. */
  static GptPartition get(ByteBuffer from, int position) {
    ByteRange range =
        new ByteRange(
            from.getLong(position + 32) * GuidPartitionTable.SECTOR,
            (from.getLong(position + 40) + 1) * GuidPartitionTable.SECTOR);
    byte[] name = new byte[ENTRY_LENGTH - NAME_OFFSET];
    from.get(position + NAME_OFFSET, name);
    String text = new String(name, StandardCharsets.UTF_16LE);
    int end = text.indexOf('\0');
    return new GptPartition(
        Guid.get(from, position),
        Guid.get(from, position + Guid.LENGTH),
        end < 0 ? text : text.substring(0, end),
        range);
  }
}
