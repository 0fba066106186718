package org.psyopsos.builder.squashfs;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.psyopsos.manifest.Chunk;

/** Blocks by their place; files with the same content share theirs. */
final class ExtentMap {

  /** What lies between blocks is cut into pieces of this length. */
  private static final int PLAIN = 64 << 10;

  private final TreeMap<Long, Extent> extents = new TreeMap<>();

  void add(Extent extent) {
    if (extent.offset() < 0 || extent.end() < 0) {
      throw Malformed.squashfs("blocks inside the file", extent);
    }
    Extent before = extents.putIfAbsent(extent.offset(), extent);
    if (before != null && !before.equals(extent)) {
      throw Malformed.squashfs(before.toString(), extent);
    }
  }

  /** Where the next block after this place begins. */
  long firstAfter(long offset) {
    Long next = extents.higherKey(offset);
    if (next == null) {
      throw Malformed.squashfs("a table after byte " + offset, "none");
    }
    return next;
  }

  /** All blocks and what lies between them, from byte 0 to {@code size} without a gap. */
  List<Extent> complete(long size) {
    List<Extent> all = new ArrayList<>();
    long at = 0;
    for (Extent extent : extents.values()) {
      if (extent.offset() < at) {
        throw Malformed.squashfs("blocks that do not overlap", extent);
      }
      addPlain(all, at, extent.offset());
      all.add(extent);
      at = extent.end();
    }
    if (at > size) {
      throw Malformed.squashfs("blocks inside the file of " + size + " bytes", "byte " + at);
    }
    addPlain(all, at, size);
    return all;
  }

  private static void addPlain(List<Extent> all, long from, long to) {
    for (long at = from; at < to; at += PLAIN) {
      all.add(new Extent(Chunk.Kind.PLAIN, at, (int) Math.min(PLAIN, to - at), 0));
    }
  }
}
