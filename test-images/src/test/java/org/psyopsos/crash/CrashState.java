package org.psyopsos.crash;

import static org.psyopsos.crash.Extent.SECTOR;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.crash.WriteLog.Write;

/**
 * What a medium, or a part of it, holds at one moment: what it held at first, what was flushed
 * since, and what came after that. Does not change.
 */
public final class CrashState {

  private final ByteBuffer first;
  private final Map<Integer, Sector> flushed;
  private final Map<Integer, Sector> since;
  private final Extent part;

  private CrashState(
      ByteBuffer first, Map<Integer, Sector> flushed, Map<Integer, Sector> since, Extent part) {
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
    return new CrashState(medium, Map.of(), Map.of(), new Extent(0, medium.capacity()));
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
    Map<Integer, Sector> all = new HashMap<>(flushed);
    all.putAll(since);
    return new CrashState(first, all, Map.of(), part);
  }

  byte[] sector(int number) {
    int onDisk = part.firstSector() + number;
    Sector later = since.getOrDefault(onDisk, flushed.get(onDisk));
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
      Sector later = since.getOrDefault(onDisk, flushed.get(onDisk));
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
    long sum = 0;
    for (Sector sector : flushed.values()) {
      if (part.holds(sector.number()) && !since.containsKey(sector.number())) {
        sum += sector.hash();
      }
    }
    for (Sector sector : since.values()) {
      if (part.holds(sector.number())) {
        sum += sector.hash();
      }
    }
    return sum;
  }

  private static void put(Map<Integer, Sector> then, Write request, int from, int to) {
    for (Sector sector : request.part(from, to)) {
      then.put(sector.number(), sector);
    }
  }
}
