package org.psyopsos.manifest;

import java.util.List;

/**
 * How the files of a release are cut.
 *
 * @param files for each file in the order of the manifest, its chunks from first byte to last
 */
public record ChunkIndex(List<List<Chunk>> files) {

  public ChunkIndex {
    files = files.stream().map(List::copyOf).toList();
  }

  public int chunkCount() {
    return files.stream().mapToInt(List::size).sum();
  }
}
