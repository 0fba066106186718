package org.psyopsos.builder.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.psyopsos.manifest.Sha256;

/**
 * An identifier of 128 bits, as partition tables and file systems carry them.
 *
 * @param uuid the same bits as Java has them
 */
public record Guid(UUID uuid) {

  /** Bytes of an identifier. */
  public static final int LENGTH = 16;

  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /** From text such as {@code c12a7328-f81f-11d2-ba4b-00a0c93ec93b}. */
  public static Guid of(String text) {
    return new Guid(UUID.fromString(text));
  }

  /**
   * An identifier that follows from what it is for: the first half of a SHA-256 over the names, as
   * a UUID of version 8 (RFC 9562).
   */
  public static Guid derivedFrom(String... names) {
    byte[] text = String.join("\n", List.of(names)).getBytes(StandardCharsets.UTF_8);
    String hex = Sha256.of(text).hex();
    long high = Long.parseUnsignedLong(hex.substring(0, 16), 16);
    long low = Long.parseUnsignedLong(hex.substring(16, 32), 16);
    return new Guid(new UUID((high & ~0xf000L) | VERSION_8, (low & ~(3L << 62)) | VARIANT));
  }

  /** Appends the bytes as GPT orders them: the first three fields little-endian, the rest big. */
  void putInto(ByteBuffer out) {
    long high = uuid.getMostSignificantBits();
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
    bytes.order(ByteOrder.BIG_ENDIAN).putLong(uuid.getLeastSignificantBits());
    out.put(bytes.flip());
  }

  /** Reads what {@link #putInto} put. */
  static Guid get(ByteBuffer from, int position) {
    ByteBuffer bytes = from.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(position);
    long high = Integer.toUnsignedLong(bytes.getInt()) << 32;
    high |= Short.toUnsignedLong(bytes.getShort()) << 16 | Short.toUnsignedLong(bytes.getShort());
    return new Guid(new UUID(high, bytes.order(ByteOrder.BIG_ENDIAN).getLong()));
  }

  /** The first 32 bits as 8 hexadecimal digits: a FAT volume's identifier. */
  public String volumeId() {
    return uuid.toString().substring(0, 8);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
