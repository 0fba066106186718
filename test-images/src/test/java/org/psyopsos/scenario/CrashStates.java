package org.psyopsos.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.psyopsos.scenario.WriteLog.Write;

/**
 * What a power cut may leave: all that was flushed, and of what was written since any requests, the
 * last of them torn at any sector. Where there are too many, some of them, the same ones each time.
 */
final class CrashStates {

  private static final int ALL_SUBSETS_UP_TO = 8;
  private static final int SAMPLED_SUBSETS = 256;
  private static final int TEARS = 8;

  private CrashStates() {}

  /**
   * Shows each of them once.
   *
   * @return how many
   */
  static int forEach(byte[] medium, WriteLog log, Consumer<CrashState> look) {
    CrashState flushed = CrashState.of(medium);
    Random random = new Random(1);
    int count = 0;
    for (List<Write> epoch : log.epochs()) {
      for (CrashState state : of(flushed, epoch, random)) {
        look.accept(state);
        count++;
      }
      flushed = flushed.after(epoch);
    }
    look.accept(flushed);
    return count + 1;
  }

  private static List<CrashState> of(CrashState flushed, List<Write> epoch, Random random) {
    List<CrashState> states = new ArrayList<>();
    if (epoch.size() <= ALL_SUBSETS_UP_TO) {
      for (int subset = 0; subset < 1 << epoch.size(); subset++) {
        states.add(flushed.after(subset(epoch, subset)));
      }
    } else {
      for (int i = 0; i < SAMPLED_SUBSETS; i++) {
        states.add(flushed.after(epoch.stream().filter(w -> random.nextBoolean()).toList()));
      }
    }
    for (int i = 0; i < epoch.size(); i++) {
      CrashState before = flushed.after(epoch.subList(0, i));
      states.add(before);
      tear(before, epoch.get(i), states);
    }
    return states;
  }

  /** Its first sectors, or its last. */
  private static void tear(CrashState before, Write request, List<CrashState> states) {
    int sectors = request.sectors();
    int step = Math.max(1, sectors / TEARS);
    for (int at = 1; at < sectors; at += step) {
      states.add(before.afterPart(request, 0, at));
      states.add(before.afterPart(request, at, sectors));
    }
  }

  private static List<Write> subset(List<Write> epoch, int bits) {
    List<Write> some = new ArrayList<>();
    for (int i = 0; i < epoch.size(); i++) {
      if ((bits >> i & 1) == 1) {
        some.add(epoch.get(i));
      }
    }
    return some;
  }
}
