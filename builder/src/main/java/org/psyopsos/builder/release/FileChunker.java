package org.psyopsos.builder.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.manifest.Chunk;

/** Decides where a file is cut. */
@FunctionalInterface
interface FileChunker {

  /**
   * Where the chunks of a file begin and end.
   *
   * @return pieces without a gap from the first byte to the last; none for an empty file
   */
  List<Piece> cut(Path file) throws IOException;

  /**
   * A chunk to be.
   *
   * @param kind why it is cut there
   * @param length bytes in the file
   * @param uncompressedLength bytes after decompression, 0 where it is stored as it is
   */
  record Piece(Chunk.Kind kind, int length, int uncompressedLength) {}
}
