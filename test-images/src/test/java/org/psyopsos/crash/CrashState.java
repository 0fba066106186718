package org.psyopsos.crash;

import static org.psyopsos.crash.Extent.SECTOR;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.psyopsos.crash.WriteLog.Write;

/**
 * What a medium, or a part of it, holds at one moment: what it held at first, what was flushed
 * since, and what came after that. Does not change.
 */
public final class CrashState {

  private final ByteBuffer first;
  private final Flushed flushed;
  private final Map<Integer, Sector> since;
  private final Extent part;

  private CrashState(ByteBuffer first, Flushed flushed, Map<Integer, Sector> since, Extent part) {
    this.first = first;
    this.flushed = flushed;
    this.since = since;
    this.part = part;
  }

  public static CrashState of(byte[] medium) {
    return of(ByteBuffer.wrap(medium));
  }

  /** The same; the bytes may lie in a file. */
  public static CrashState of(ByteBuffer medium) {
    return new CrashState(
        medium, new Flushed(Map.of()), Map.of(), new Extent(0, medium.capacity()));
  }

  /** One partition of it, whose sectors are counted from its own beginning. */
  public CrashState part(Extent partition) {
    return new CrashState(first, flushed, since, partition);
  }

  /** The state after these requests. */
  CrashState after(List<Write> requests) {
    Map<Integer, Sector> then = new HashMap<>(since);
    requests.forEach(request -> put(then, request, 0, request.sectors()));
    return new CrashState(first, flushed, then, part);
  }

  /** The state after some of a request's sectors. */
  CrashState afterPart(Write request, int from, int to) {
    Map<Integer, Sector> then = new HashMap<>(since);
    put(then, request, from, to);
    return new CrashState(first, flushed, then, part);
  }

  /** The same state, all of it on the medium for good. */
  CrashState flush() {
    Map<Integer, Sector> all = new HashMap<>(flushed.sectors);
    all.putAll(since);
    return new CrashState(first, new Flushed(all), Map.of(), part);
  }

  byte[] sector(int number) {
    int onDisk = part.firstSector() + number;
    Sector later = since.getOrDefault(onDisk, flushed.sectors.get(onDisk));
    if (later != null) {
      return later.data();
    }
    byte[] bytes = new byte[SECTOR];
    first.get(onDisk * SECTOR, bytes);
    return bytes;
  }

  /** All of it. */
  public byte[] bytes() {
    byte[] all = new byte[Math.toIntExact(part.length())];
    read(0, all);
    return all;
  }

  /** Fills {@code into} with what begins at an offset; both are whole sectors. */
  public void read(int offset, byte[] into) {
    int start = Math.toIntExact(part.offset()) + offset;
    first.get(start, into);
    for (int at = 0; at < into.length; at += SECTOR) {
      int onDisk = (start + at) / SECTOR;
      Sector later = since.getOrDefault(onDisk, flushed.sectors.get(onDisk));
      if (later != null) {
        System.arraycopy(later.data(), 0, into, at, SECTOR);
      }
    }
  }

  public long length() {
    return part.length();
  }

  /** Differs, in all likelihood, between states that do not hold the same. */
  public long fingerprint() {
    long sum = flushed.sum(part);
    for (Sector sector : since.values()) {
      if (part.holds(sector.number())) {
        Sector covered = flushed.sectors.get(sector.number());
        sum += sector.hash() - (covered == null ? 0 : covered.hash());
      }
    }
    return sum;
  }

  private static void put(Map<Integer, Sector> then, Write request, int from, int to) {
    for (Sector sector : request.part(from, to)) {
      then.put(sector.number(), sector);
    }
  }

  /** What is on the medium for good; many states have it in common. */
  private static final class Flushed {

    private final Map<Integer, Sector> sectors;
    private final Map<Extent, Long> sums = new ConcurrentHashMap<>();

    Flushed(Map<Integer, Sector> sectors) {
      this.sectors = sectors;
    }

    /** Of the hashes of all sectors in a partition. */
    long sum(Extent part) {
      return sums.computeIfAbsent(
          part,
          one ->
              sectors.values().stream()
                  .filter(sector -> one.holds(sector.number()))
                  .mapToLong(Sector::hash)
                  .sum());
    }
  }
}
