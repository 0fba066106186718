package org.psyopsos.crash;

import static org.psyopsos.crash.Extent.SECTOR;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
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
public record WriteLog(List<List<Write>> epochs) {

  private static final long MAGIC = 0x6a736677736872L;
  private static final long FLUSH = 1;
  private static final long FORCED = 2;
  private static final long DISCARD = 4;

  /** One request. */
  public static final class Write {

    private final List<Sector> sectors = new ArrayList<>();

    private Write(int first, byte[] data) {
      for (int i = 0; i < data.length / SECTOR; i++) {
        byte[] bytes = Arrays.copyOfRange(data, i * SECTOR, (i + 1) * SECTOR);
        sectors.add(new Sector(first + i, bytes));
      }
    }

    /** How long it is, in sectors of 512 bytes. */
    public int sectors() {
      return sectors.size();
    }

    /** The sector in its middle, counted from the beginning of the recorded range. */
    public int middle() {
      return sectors.get(sectors.size() / 2).number();
    }

    /** Whether all of it lies there. */
    public boolean isWithin(Extent extent) {
      return extent.holds(sectors.get(0).number())
          && extent.holds(sectors.get(sectors.size() - 1).number());
    }

    List<Sector> part(int from, int to) {
      return sectors.subList(from, to);
    }
  }

  /** The same requests, as if nobody had asked for a flush. */
  public WriteLog withoutFlushes() {
    return new WriteLog(List.of(requests()));
  }

  /** All requests, in order. */
  public List<Write> requests() {
    return epochs.stream().flatMap(List::stream).toList();
  }

  /** Reads what went into one partition, or onto the whole disk. */
  public static WriteLog of(Path log, Extent range) throws IOException {
    long first = range.firstSector();
    long end = first + range.sectors();
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
