package org.psyopsos.builder.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.manifest.Chunk;

/** Reads metadata blocks: two bytes of header, then at most 8 KiB of content. */
final class MetadataReader {

  /** Uncompressed bytes in every metadata block but a table's last. */
  static final int BLOCK = 8 << 10;

  private static final int HEADER = 2;
  private static final int STORED = 0x8000;

  private final FileChannel file;
  private final Decompressor decompressor;

  MetadataReader(FileChannel file, Decompressor decompressor) {
    this.file = file;
    this.decompressor = decompressor;
  }

  /** One block: where it is, and what is in it. */
  record Block(Extent extent, ByteBuffer content) {}

  Block block(long offset) throws IOException {
    int header = bytes(offset, HEADER).getShort() & 0xffff;
    int length = header & ~STORED;
    if (length == 0 || length > BLOCK) {
      throw Malformed.squashfs("a metadata block at byte " + offset, "length " + length);
    }
    byte[] stored = bytes(offset + HEADER, length).array();
    boolean compressed = (header & STORED) == 0;
    byte[] content = compressed ? decompressor.decompress(stored, BLOCK) : stored;
    Chunk.Kind kind = Chunk.Kind.SQUASHFS_METADATA;
    return new Block(
        new Extent(kind, offset, HEADER + length, compressed ? content.length : 0),
        ByteBuffer.wrap(content).asReadOnlyBuffer());
  }

  /** All blocks from {@code start} to exactly {@code end}. */
  List<Block> blocks(long start, long end) throws IOException {
    List<Block> blocks = new ArrayList<>();
    long at = start;
    while (at < end) {
      Block block = block(at);
      blocks.add(block);
      at = block.extent().end();
    }
    if (at != end) {
      throw Malformed.squashfs("a table that ends at byte " + end, "byte " + at);
    }
    return blocks;
  }

  /** The blocks of a table that is found through a list of their places at {@code index}. */
  List<Block> listed(long index, long tableBytes) throws IOException {
    long needed = (tableBytes + BLOCK - 1) / BLOCK;
    if (needed > file.size() / 8) {
      throw Malformed.squashfs("tables inside the file", tableBytes + " bytes");
    }
    int count = (int) needed;
    ByteBuffer places = bytes(index, 8 * count);
    List<Block> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(block(places.getLong()));
    }
    return blocks;
  }

  /** Bytes of the file, little-endian. */
  ByteBuffer bytes(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset > file.size() - length) {
      throw Malformed.squashfs("places inside the file", "byte " + offset);
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, offset + buffer.position()) < 0) {
        throw Malformed.squashfs(length + " bytes at " + offset, "the end of the file");
      }
    }
    return buffer.flip();
  }

  static ByteBuffer joined(List<Block> blocks) {
    int total = blocks.stream().mapToInt(block -> block.content().remaining()).sum();
    ByteBuffer all = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    blocks.forEach(block -> all.put(block.content().duplicate()));
    return all.flip();
  }
}
