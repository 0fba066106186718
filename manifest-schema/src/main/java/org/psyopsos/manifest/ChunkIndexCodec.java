package org.psyopsos.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;

/**
 * Chunk indexes as bytes, big-endian: {@code TKCHUNK1}, u32 number of files; for each file u32
 * number of records; a record is u32 length, u8 kind, u24 uncompressed length, 16 bytes of hash.
 */
public final class ChunkIndexCodec {

  /**
   * The longest index: room for 4 GiB in 48 KiB chunks. A node's heap holds three of them, of a new
   * release and of both slots.
   */
  public static final int MAX_BYTES = 2 << 20;

  private static final byte[] MAGIC = "TKCHUNK1".getBytes(StandardCharsets.US_ASCII);
  private static final int RECORD = 8 + Chunk.HASH_LENGTH;

  private ChunkIndexCodec() {}

  /**
   * Writes an index.
   *
   * @throws BadInput where a node would not read it
   */
  public static byte[] write(ChunkIndex index) {
    long size = MAGIC.length + 4 + 4L * index.files().size() + (long) RECORD * index.chunkCount();
    if (size > MAX_BYTES) {
      throw new BadInput(
          Problem.of("the release is cut into too many chunks")
              .expected("at most " + MAX_BYTES / RECORD)
              .found(index.chunkCount())
              .hint("make it smaller, or its squashfs with larger blocks (mksquashfs -b)"));
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).put(MAGIC).putInt(index.files().size());
    for (List<Chunk> chunks : index.files()) {
      out.putInt(chunks.size());
      for (Chunk chunk : chunks) {
        out.putInt(chunk.length());
        out.putInt(chunk.kind().code() << 24 | chunk.uncompressedLength());
        out.put(HexFormat.of().parseHex(chunk.hash()));
      }
    }
    return out.array();
  }

  /**
   * Reads the index that a manifest names. Its bytes are compared with the manifest first.
   *
   * @throws Untrusted SIZE_MISMATCH, HASH_MISMATCH or MALFORMED
   */
  public static ChunkIndex read(byte[] bytes, Manifest manifest) {
    requireNamedBy(manifest, bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      requireMagic(in, manifest);
      requireSame("files", manifest.files().size(), in.getInt(), manifest);
      List<List<Chunk>> files = new ArrayList<>();
      for (Artifact file : manifest.files()) {
        files.add(chunksOf(file, in, manifest));
      }
      requireSame("bytes after the end", 0, in.remaining(), manifest);
      return new ChunkIndex(files);
    } catch (java.nio.BufferUnderflowException e) {
      throw malformed(manifest, "more records", "the end");
    }
  }

  private static List<Chunk> chunksOf(Artifact file, ByteBuffer in, Manifest manifest) {
    int count = in.getInt();
    if (count < 0 || (long) count * RECORD > in.remaining()) {
      throw malformed(manifest, "room for the records of " + file.path(), count + " records");
    }
    List<Chunk> chunks = new ArrayList<>(count);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      Chunk chunk = chunk(file, in, manifest);
      chunks.add(chunk);
      sum += chunk.length();
    }
    requireSame("bytes in " + file.path(), file.size(), sum, manifest);
    return chunks;
  }

  private static Chunk chunk(Artifact file, ByteBuffer in, Manifest manifest) {
    int length = in.getInt();
    int kindAndUncompressed = in.getInt();
    byte[] hash = new byte[Chunk.HASH_LENGTH];
    in.get(hash);
    try {
      return new Chunk(
          Chunk.Kind.ofCode(kindAndUncompressed >>> 24),
          length,
          kindAndUncompressed & 0xffffff,
          HexFormat.of().formatHex(hash));
    } catch (BadInput e) {
      Problem problem = e.problem().within(file.path()).within(manifest.chunks().name());
      throw new Untrusted(Untrusted.Reason.MALFORMED, problem, e);
    }
  }

  private static void requireNamedBy(Manifest manifest, byte[] bytes) {
    Manifest.ChunkIndexFile named = manifest.chunks();
    if (bytes.length != named.size()) {
      throw new Untrusted(
          Untrusted.Reason.SIZE_MISMATCH,
          Problem.of("the chunk index does not have the signed size")
              .at(named.name())
              .expected(named.size())
              .found(bytes.length));
    }
    Sha256 found = Sha256.of(bytes);
    if (!found.equals(named.sha256())) {
      throw new Untrusted(
          Untrusted.Reason.HASH_MISMATCH,
          Problem.of("the chunk index does not have the signed hash")
              .at(named.name())
              .expected(named.sha256())
              .found(found));
    }
  }

  private static void requireMagic(ByteBuffer in, Manifest manifest) {
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw malformed(manifest, "TKCHUNK1", HexFormat.of().formatHex(magic));
    }
  }

  private static void requireSame(String what, long expected, long found, Manifest manifest) {
    if (expected != found) {
      throw malformed(manifest, expected + " " + what, String.valueOf(found));
    }
  }

  private static Untrusted malformed(Manifest manifest, String expected, String found) {
    return new Untrusted(
        Untrusted.Reason.MALFORMED,
        Problem.of("malformed chunk index")
            .at(manifest.chunks().name())
            .expected(expected)
            .found(found));
  }
}
