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

  /** Why a chunk begins and ends where it does. */
  public enum Kind {
    /** Content-defined, or a whole small file. */
    PLAIN(0),
    SQUASHFS_DATA(1),
    SQUASHFS_FRAGMENT(2),
    SQUASHFS_METADATA(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The number in the index. */
    public int code() {
      return code;
    }

    /** The kind with this number. */
    public static Kind ofCode(int code) {
      return Arrays.stream(values())
          .filter(kind -> kind.code == code)
          .findFirst()
          .orElseThrow(() -> new BadInput(Problem.of("unknown chunk kind").found(code)));
    }
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
