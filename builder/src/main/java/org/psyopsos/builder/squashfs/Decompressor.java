package org.psyopsos.builder.squashfs;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.psyopsos.failure.BadInput;
import org.tukaani.xz.XZInputStream;

/** Undoes the compression of one block. */
@FunctionalInterface
interface Decompressor {

  InputStream open(InputStream compressed) throws IOException;

  /** The content of a block, which must not be longer than {@code limit}. */
  default byte[] decompress(byte[] block, int limit) {
    try (InputStream in = open(new ByteArrayInputStream(block))) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw Malformed.squashfs("at most " + limit + " bytes in a block", "more");
      }
      return content;
    } catch (IOException e) {
      throw new BadInput(Malformed.squashfs("a compressed block", e.getMessage()).problem(), e);
    }
  }

  /** The one with this number in a superblock. */
  static Decompressor of(int compressor) {
    return switch (compressor) {
      case 1 -> InflaterInputStream::new;
      case 4 -> XZInputStream::new;
      case 5 -> BlockLZ4CompressorInputStream::new;
      case 6 -> ZstdInputStream::new;
      default -> throw Malformed.squashfs("gzip, xz, lz4 or zstd", "compression " + compressor);
    };
  }
}
