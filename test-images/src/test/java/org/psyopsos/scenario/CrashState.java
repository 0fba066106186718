package org.psyopsos.scenario;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.scenario.WriteLog.Write;

/** What a medium holds at one moment: what it held at first, and sectors written since. */
final class CrashState {

  private static final int SECTOR = 512;

  private final byte[] first;
  private final Map<Integer, byte[]> written;

  private CrashState(byte[] first, Map<Integer, byte[]> written) {
    this.first = first;
    this.written = written;
  }

  static CrashState of(byte[] medium) {
    return new CrashState(medium, new HashMap<>());
  }

  /** The state after these requests. */
  CrashState after(List<Write> requests) {
    Map<Integer, byte[]> then = new HashMap<>(written);
    requests.forEach(request -> put(then, request, 0, request.sectors()));
    return new CrashState(first, then);
  }

  /** The state after some of a request's sectors. */
  CrashState afterPart(Write request, int from, int to) {
    Map<Integer, byte[]> then = new HashMap<>(written);
    put(then, request, from, to);
    return new CrashState(first, then);
  }

  byte[] sector(int number) {
    byte[] later = written.get(number);
    return later != null
        ? later
        : Arrays.copyOfRange(first, number * SECTOR, (number + 1) * SECTOR);
  }

  /** All of it. */
  byte[] bytes() {
    byte[] all = first.clone();
    written.forEach((sector, data) -> System.arraycopy(data, 0, all, sector * SECTOR, SECTOR));
    return all;
  }

  private static void put(Map<Integer, byte[]> then, Write request, int from, int to) {
    for (int i = from; i < to; i++) {
      then.put(request.sector() + i, request.data(i));
    }
  }
}
