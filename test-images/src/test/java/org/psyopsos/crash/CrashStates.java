package org.psyopsos.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.psyopsos.crash.WriteLog.Write;

/**
 * What a power cut may leave: all that was flushed, and of what was written since any requests, the
 * last of them torn at any sector. Where there are too many, some of them, the same ones each time.
 *
 * @param allSubsetsUpTo of so many requests between two flushes every subset is shown
 * @param sampledSubsets how many are shown of more requests
 * @param tears in about how many places each request is torn; with one, either what lies before it
 *     was written or what lies after it, with more each of both, with 0 it is not torn
 */
public record CrashStates(int allSubsetsUpTo, int sampledSubsets, int tears) {

  /** For file systems that are looked at without other programs. */
  public static final CrashStates MANY = new CrashStates(8, 256, 8);

  /** What chooses the samples. */
  public static final long SEED = 1;

  /**
   * Shows each of them once, and those after each flush.
   *
   * @return how many
   */
  public int forEach(CrashState first, WriteLog log, Consumer<CrashState> look) {
    CrashState flushed = first;
    Random random = new Random(SEED);
    Counted counted = new Counted(look);
    for (List<Write> epoch : log.epochs()) {
      showSubsets(flushed, epoch, random, counted);
      showPrefixes(flushed, epoch, random, counted);
      flushed = flushed.after(epoch).flush();
    }
    counted.accept(flushed);
    return counted.count;
  }

  /** At most so many of the distinct ones, evenly spread over all. */
  public List<CrashState> sample(CrashState first, WriteLog log, int most) {
    Set<Long> distinct = new HashSet<>();
    forEach(first, log, state -> distinct.add(state.fingerprint()));
    int step = (distinct.size() + most - 1) / most;
    Set<Long> seen = new HashSet<>();
    List<CrashState> sample = new ArrayList<>();
    forEach(
        first,
        log,
        state -> {
          if (seen.add(state.fingerprint()) && seen.size() % step == 0) {
            sample.add(state);
          }
        });
    return sample;
  }

  private static final class Counted implements Consumer<CrashState> {

    private final Consumer<CrashState> look;
    private int count;

    Counted(Consumer<CrashState> look) {
      this.look = look;
    }

    @Override
    public void accept(CrashState state) {
      count++;
      look.accept(state);
    }
  }

  private void showSubsets(
      CrashState flushed, List<Write> epoch, Random random, Consumer<CrashState> look) {
    if (epoch.size() <= allSubsetsUpTo) {
      for (int subset = 0; subset < 1 << epoch.size(); subset++) {
        look.accept(flushed.after(subset(epoch, subset)));
      }
    } else {
      for (int i = 0; i < sampledSubsets; i++) {
        look.accept(flushed.after(epoch.stream().filter(w -> random.nextBoolean()).toList()));
      }
    }
  }

  private void showPrefixes(
      CrashState flushed, List<Write> epoch, Random random, Consumer<CrashState> look) {
    for (int i = 0; i < epoch.size(); i++) {
      CrashState before = flushed.after(epoch.subList(0, i));
      look.accept(before);
      showTorn(before, epoch.get(i), random, look);
    }
  }

  /** Its first sectors, or its last. */
  private void showTorn(
      CrashState before, Write request, Random random, Consumer<CrashState> look) {
    if (tears == 0) {
      return;
    }
    int sectors = request.sectors();
    int step = Math.max(1, sectors / tears);
    for (int at = 1; at < sectors; at += step) {
      boolean isFirstOnly = tears == 1 && random.nextBoolean();
      if (isFirstOnly || tears > 1) {
        look.accept(before.afterPart(request, 0, at));
      }
      if (!isFirstOnly) {
        look.accept(before.afterPart(request, at, sectors));
      }
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
