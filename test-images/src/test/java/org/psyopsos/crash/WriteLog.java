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
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a machine has written to its disk, in order, as QEMU's driver {@code blklogwrites} records
 * it: the format of Linux' dm-log-writes.
 *
 * @param epochs the writes between flushes; those of an epoch may reach the medium in any order
 */
public record WriteLog(List<List<Write>> epochs) {

  private static final long MAGIC = 0x6a736677736872L;
  private static final long VERSION = 1;
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

  /** The beginning of a log that is to be added to. */
  public static byte[] empty() {
    ByteBuffer head = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    return head.putLong(0, MAGIC).putLong(8, VERSION).putInt(24, SECTOR).array();
  }

  /** Reads what went into one partition, or onto the whole disk. */
  public static WriteLog of(Path log, Extent range) throws IOException {
    List<List<Write>> epochs = allEpochs(log, range);
    return new WriteLog(epochs.stream().filter(epoch -> !epoch.isEmpty()).toList());
  }

  /**
   * The same with an epoch for each flush of the disk, also where nothing went into the partition:
   * those of two partitions have the same numbers.
   */
  static List<List<Write>> allEpochs(Path log, Extent range) throws IOException {
    List<List<Write>> epochs = new ArrayList<>();
    scan(
        log,
        range,
        (epoch, sector, data) -> {
          while (epochs.size() <= epoch) {
            epochs.add(new ArrayList<>());
          }
          epochs.get(epoch).add(new Write(sector, data.read()));
        });
    return epochs;
  }

  /** The epochs in which something went into the partition, numbered as in {@link #allEpochs}. */
  static NavigableSet<Integer> epochsOf(Path log, Extent range) throws IOException {
    NavigableSet<Integer> epochs = new TreeSet<>();
    scan(log, range, (epoch, sector, data) -> epochs.add(epoch));
    return epochs;
  }

  /** What is told of each request. */
  private interface Visitor {
    void visit(int epoch, int sector, Data data) throws IOException;
  }

  private interface Data {
    byte[] read() throws IOException;
  }

  private static void scan(Path log, Extent range, Visitor visitor) throws IOException {
    long first = range.firstSector();
    long end = first + range.sectors();
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      ByteBuffer head = read(channel, 0, SECTOR);
      if (head.getLong(0) != MAGIC || head.getInt(24) != SECTOR) {
        throw new AssertionError("not a log of writes with sectors of 512 bytes: " + log);
      }
      long count = head.getLong(16);
      long at = SECTOR;
      int epoch = 0;
      for (long i = 0; i < count; i++) {
        ByteBuffer entry = read(channel, at, SECTOR);
        long sector = entry.getLong(0);
        int sectors = (flags(entry) & DISCARD) == 0 ? (int) entry.getLong(8) : 0;
        long data = at + SECTOR;
        if (sectors > 0 && sector >= first && sector < end) {
          int length = sectors * SECTOR;
          visitor.visit(epoch, (int) (sector - first), () -> read(channel, data, length).array());
        }
        at = data + (long) sectors * SECTOR;
        if ((flags(entry) & (FLUSH | FORCED)) != 0) {
          epoch++;
        }
      }
    }
  }

  private static long flags(ByteBuffer entry) {
    return entry.getLong(16);
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
