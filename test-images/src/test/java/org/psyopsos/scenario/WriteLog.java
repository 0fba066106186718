package org.psyopsos.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a machine has written to its disk, in order, as QEMU's driver {@code blklogwrites} records
 * it: the format of Linux' dm-log-writes.
 *
 * @param epochs the writes between flushes; those of an epoch may reach the medium in any order
 */
record WriteLog(List<List<Write>> epochs) {

  private static final long MAGIC = 0x6a736677736872L;
  private static final long FLUSH = 1;
  private static final long FORCED = 2;
  private static final long DISCARD = 4;
  private static final int SECTOR = 512;
  private static final int PLACEHOLDER_MIB = 1;

  /** One request. */
  static final class Write {

    private final int sector;
    private final byte[] data;

    private Write(int sector, byte[] data) {
      this.sector = sector;
      this.data = data;
    }

    /** The first, of 512 bytes, counted from the beginning of the partition. */
    int sector() {
      return sector;
    }

    int sectors() {
      return data.length / SECTOR;
    }

    /** The bytes of one of its sectors, counted from 0. */
    byte[] data(int number) {
      return Arrays.copyOfRange(data, number * SECTOR, (number + 1) * SECTOR);
    }
  }

  /** What `tk vm` is told: an empty disk, since it wants one, and the one whose writes are kept. */
  static List<String> drive(Path disk, Path log) throws IOException {
    Path placeholder = disk.resolveSibling("placeholder.img");
    Files.write(placeholder, new byte[PLACEHOLDER_MIB << 20]);
    Programs.run("sgdisk", "--clear", placeholder.toString());
    Files.write(log, new byte[0]);
    return List.of(
        placeholder.toString(),
        "--",
        "-blockdev",
        "driver=blklogwrites,node-name=logged,file.driver=file,file.filename="
            + disk
            + ",log.driver=file,log.filename="
            + log,
        "-device",
        "virtio-blk-pci,drive=logged,bootindex=1");
  }

  /** Reads what went into one partition. */
  static WriteLog of(Path log, DiskInspection.Partition partition) throws IOException {
    long first = partition.offset() / SECTOR;
    long end = first + partition.length() / SECTOR;
    List<List<Write>> epochs = new ArrayList<>(List.of(new ArrayList<>()));
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      ByteBuffer head = read(channel, 0, SECTOR);
      if (head.getLong(0) != MAGIC || head.getInt(24) != SECTOR) {
        throw new AssertionError("not a log of writes with sectors of 512 bytes: " + log);
      }
      long count = head.getLong(16);
      long at = SECTOR;
      for (long i = 0; i < count; i++) {
        ByteBuffer entry = read(channel, at, SECTOR);
        long sector = entry.getLong(0);
        long sectors = entry.getLong(8);
        long flags = entry.getLong(16);
        at += SECTOR;
        boolean discard = (flags & DISCARD) != 0;
        if (!discard && sectors > 0 && sector >= first && sector < end) {
          byte[] data = read(channel, at, (int) sectors * SECTOR).array();
          last(epochs).add(new Write((int) (sector - first), data));
        }
        at += discard ? 0 : sectors * SECTOR;
        if ((flags & (FLUSH | FORCED)) != 0 && !last(epochs).isEmpty()) {
          epochs.add(new ArrayList<>());
        }
      }
    }
    return new WriteLog(epochs);
  }

  private static List<Write> last(List<List<Write>> epochs) {
    return epochs.get(epochs.size() - 1);
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("the log ends early, at byte " + at);
      }
    }
    return buffer.flip();
  }
}
