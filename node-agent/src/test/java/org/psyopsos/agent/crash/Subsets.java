package org.psyopsos.agent.crash;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Which of some things have reached the medium: every subset of a few. Of more than those: as many
 * as came first, each alone, all but each, and a sample.
 *
 * @param exhaustive up to so many things every subset is taken
 * @param samples random subsets of more
 * @param seed of those
 */
record Subsets(int exhaustive, int samples, long seed) {

  void forEach(int size, Consumer<BitSet> subset) {
    if (size <= exhaustive) {
      for (long bits = 0; bits < 1L << size; bits++) {
        subset.accept(BitSet.valueOf(new long[] {bits}));
      }
      return;
    }
    for (int count = 0; count <= size; count++) {
      subset.accept(range(count));
    }
    for (int one = 0; one < size; one++) {
      BitSet alone = new BitSet();
      alone.set(one);
      subset.accept(alone);
      BitSet allButOne = range(size);
      allButOne.clear(one);
      subset.accept(allButOne);
    }
    SplittableRandom random = new SplittableRandom(seed + size);
    for (int i = 0; i < samples; i++) {
      BitSet some = new BitSet();
      for (int one = 0; one < size; one++) {
        some.set(one, random.nextBoolean());
      }
      subset.accept(some);
    }
  }

  private static BitSet range(int count) {
    BitSet first = new BitSet();
    first.set(0, count);
    return first;
  }
}
