package org.psyopsos.builder.squashfs;

import java.util.List;

/**
 * A regular file.
 *
 * @param blocksStart where its first data block is stored
 * @param size bytes
 * @param fragment the block that holds its end, or {@link #NO_FRAGMENT}
 * @param fragmentOffset where its end begins in that block, uncompressed
 * @param storedSizes for each data block its stored length, 0 for a hole; bit 24: not compressed
 */
record FileInode(
    long blocksStart, long size, int fragment, int fragmentOffset, List<Integer> storedSizes) {

  static final int NO_FRAGMENT = -1;

  FileInode {
    storedSizes = List.copyOf(storedSizes);
  }

  boolean hasFragment() {
    return fragment != NO_FRAGMENT;
  }
}
