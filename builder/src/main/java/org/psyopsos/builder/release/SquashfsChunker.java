package org.psyopsos.builder.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.builder.squashfs.SquashfsLayout;

/** Cuts a squashfs at exactly its blocks: what did not change in it is then the same chunk. */
final class SquashfsChunker implements FileChunker {

  @Override
  public List<Piece> cut(Path file) throws IOException {
    return SquashfsLayout.read(file).stream()
        .map(extent -> new Piece(extent.kind(), extent.length(), extent.uncompressedLength()))
        .toList();
  }
}
