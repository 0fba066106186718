package org.psyopsos.builder.squashfs;

import org.psyopsos.manifest.Chunk;

/**
 * A block of a squashfs as it is stored.
 *
 * @param kind data, fragment, metadata, or plain for what lies between
 * @param offset where it begins in the file
 * @param length bytes in the file; a metadata block's two bytes of header are among them
 * @param uncompressedLength bytes after decompression, 0 where it is stored as it is
 */
public record Extent(Chunk.Kind kind, long offset, int length, int uncompressedLength) {

  long end() {
    return offset + length;
  }
}
