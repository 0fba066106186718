package org.psyopsos.manifest;

import java.security.MessageDigest;
import java.util.Arrays;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A piece of a file that is fetched, verified and written as one.
 *
 * @param kind why it was cut there
 * @param length bytes in the file, 1 to {@link #MAX_LENGTH}
 * @param uncompressedLength bytes after decompression, 0 where it is stored as it is
 * @param hash the first {@link #HASH_LENGTH} bytes of its SHA-256, in hexadecimal
 */
public record Chunk(Kind kind, int length, int uncompressedLength, String hash) {

  /** No chunk is longer: what a node holds in memory at once. */
  public static final int MAX_LENGTH = 1 << 20;

  /** Bytes of SHA-256 in a record; the file's whole SHA-256 in the manifest decides in the end. */
  public static final int HASH_LENGTH = 16;

  /** Why a chunk begins and ends where it does. The order is the number in the index. */
  public enum Kind {
    /** Content-defined, or a whole small file. */
    PLAIN,
    SQUASHFS_DATA,
    SQUASHFS_FRAGMENT,
    SQUASHFS_METADATA
  }

  public Chunk {
    if (length < 1 || length > MAX_LENGTH) {
      throw new BadInput(
          Problem.of("chunk length out of bounds").expected("1 to " + MAX_LENGTH).found(length));
    }
    if (uncompressedLength < 0 || uncompressedLength > MAX_LENGTH) {
      throw new BadInput(
          Problem.of("uncompressed length out of bounds")
              .expected("0 to " + MAX_LENGTH)
              .found(uncompressedLength));
    }
    if (hash.length() != 2 * HASH_LENGTH) {
      throw new BadInput(Problem.of("chunk hash of a wrong length").found(hash));
    }
  }

  /** The chunk of these bytes. */
  public static Chunk of(Kind kind, byte[] bytes, int offset, int length, int uncompressedLength) {
    return new Chunk(kind, length, uncompressedLength, hashOf(bytes, offset, length));
  }

  /** Whether these bytes are this chunk's. */
  public boolean matches(byte[] bytes, int offset, int count) {
    return count == length && hashOf(bytes, offset, count).equals(hash);
  }

  private static String hashOf(byte[] bytes, int offset, int length) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, offset, length);
    return java.util.HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), HASH_LENGTH));
  }
}
