package org.psyopsos.builder.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import org.psyopsos.manifest.Sha256;

/**
 * Which blocks of an image must be written to a medium, with their hashes: bmap format 2.0, as
 * {@code bmaptool copy} reads it. Blocks in use are listed even where they are zero: a used card
 * holds something else there.
 */
public final class BlockMap {

  private static final int BLOCK = 4096;
  private static final int BUFFER = 1 << 20;

  private final Path image;
  private final LongConsumer progress;

  /**
   * A map of {@code image}.
   *
   * @param progress is told how many bytes have been read, each time some were
   */
  public BlockMap(Path image, LongConsumer progress) {
    this.image = image;
    this.progress = progress;
  }

  /** The map's text for an image in which {@code used} matters, in any order. */
  public byte[] describe(Collection<ByteRange> used) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      BitSet blocks = blocks(used);
      StringBuilder ranges = new StringBuilder();
      for (ByteRange run : runs(blocks)) {
        ranges.append("        <Range chksum=\"").append(hash(channel, run)).append("\"> ");
        ranges.append(run.start());
        if (run.length() > 1) {
          ranges.append('-').append(run.end() - 1);
        }
        ranges.append(" </Range>\n");
      }
      return sealed(text(channel.size(), blocks.cardinality(), ranges));
    }
  }

  private static String text(long size, long mapped, CharSequence ranges) {
    return """
    <?xml version="1.0" ?>
    <bmap version="2.0">
        <ImageSize> %d </ImageSize>
        <BlockSize> %d </BlockSize>
        <BlocksCount> %d </BlocksCount>
        <MappedBlocksCount> %d </MappedBlocksCount>
        <ChecksumType> sha256 </ChecksumType>
        <BmapFileChecksum> %s </BmapFileChecksum>
        <BlockMap>
    %s    </BlockMap>
    </bmap>
    """
        .formatted(size, BLOCK, (size + BLOCK - 1) / BLOCK, mapped, "0".repeat(64), ranges);
  }

  /** The map's own hash is taken over the text with zeros in its place. */
  private static byte[] sealed(String text) {
    String hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    return text.replace(" " + "0".repeat(64) + " ", " " + hash + " ")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static BitSet blocks(Collection<ByteRange> used) {
    BitSet blocks = new BitSet();
    for (ByteRange range : used) {
      blocks.set((int) (range.start() / BLOCK), (int) ((range.end() + BLOCK - 1) / BLOCK));
    }
    return blocks;
  }

  /** Runs of blocks, in numbers of blocks. */
  private static List<ByteRange> runs(BitSet blocks) {
    List<ByteRange> runs = new ArrayList<>();
    for (int start = blocks.nextSetBit(0); start >= 0; ) {
      int end = blocks.nextClearBit(start);
      runs.add(new ByteRange(start, end));
      start = blocks.nextSetBit(end);
    }
    return runs;
  }

  private Sha256 hash(FileChannel channel, ByteRange run) throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long end = Math.min(run.end() * BLOCK, channel.size());
    for (long at = run.start() * BLOCK; at < end; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      readFully(channel, buffer, at);
      digest.update(buffer.flip());
      progress.accept(buffer.limit());
    }
    return Sha256.of(digest);
  }

  private void readFully(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException(image + " became shorter");
      }
    }
  }
}
