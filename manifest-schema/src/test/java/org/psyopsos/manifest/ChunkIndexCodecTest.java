package org.psyopsos.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;

class ChunkIndexCodecTest {

  private static final int MOST = (ChunkIndexCodec.MAX_BYTES - 16) / 24;

  /** A node would refuse it, or would have no room for it and for those of its slots. */
  @Test
  void moreChunksThanANodeReadsAreNotWritten() {
    assertThat(ChunkIndexCodec.write(chunks(MOST))).hasSizeLessThan(ChunkIndexCodec.MAX_BYTES + 1);
    ChunkIndex more = chunks(MOST + 1);
    assertThatThrownBy(() -> ChunkIndexCodec.write(more))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("too many chunks")
        .hasMessageContaining("found " + (MOST + 1));
  }

  private static ChunkIndex chunks(int count) {
    Chunk chunk = new Chunk(Chunk.Kind.PLAIN, 48 << 10, 0, "00".repeat(Chunk.HASH_LENGTH));
    return new ChunkIndex(List.of(Collections.nCopies(count, chunk)));
  }
}
