package org.psyopsos.builder.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.manifest.Chunk;

/**
 * FastCDC (Xia et al., USENIX ATC 2016) with normalised chunking: 16 KiB at least, 64 KiB on
 * average, 256 KiB at most. Changing a number or the table changes no old release, but new ones
 * share less with the old.
 */
final class ContentDefinedChunker implements FileChunker {

  static final int MIN = 16 << 10;
  static final int AVERAGE = 64 << 10;
  static final int MAX = 256 << 10;

  /** Two bits more and two bits fewer than the 16 of the average. */
  private static final long HARD_MASK = topBits(18);

  private static final long EASY_MASK = topBits(14);
  private static final long[] GEAR = gear();

  @Override
  public List<Piece> cut(Path file) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    byte[] window = new byte[MAX];
    int filled = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (true) {
        filled += in.readNBytes(window, filled, MAX - filled);
        if (filled == 0) {
          return pieces;
        }
        int length = boundary(window, filled);
        pieces.add(new Piece(Chunk.Kind.PLAIN, length, 0));
        filled -= length;
        System.arraycopy(window, length, window, 0, filled);
      }
    }
  }

  /** The length of the first chunk of these bytes. */
  static int boundary(byte[] bytes, int length) {
    long hash = 0;
    for (int i = MIN; i < length; i++) {
      hash = (hash << 1) + GEAR[bytes[i] & 0xff];
      if ((hash & (i < AVERAGE ? HARD_MASK : EASY_MASK)) == 0) {
        return i + 1;
      }
    }
    return length;
  }

  private static long topBits(int count) {
    return -1L << (64 - count);
  }

  /** SplitMix64 from a fixed seed: the same numbers for ever. */
  private static long[] gear() {
    long[] table = new long[256];
    long state = 0x746b2d6368756e6bL;
    for (int i = 0; i < table.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      table[i] = z ^ (z >>> 31);
    }
    return table;
  }
}
