package org.psyopsos.signature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A minisign public key.
 *
 * @param id the key pair's number
 * @param base64 the second line of a {@code .pub} file: algorithm, id and key
 */
public record MinisignPublicKey(KeyId id, String base64) {

  private static final int LENGTH = 2 + KeyId.LENGTH + Ed25519.PUBLIC_KEY_SIZE;
  private static final byte[] ALGORITHM = {'E', 'd'};

  /**
   * Reads a key from its base64 line.
   *
   * @throws BadInput where it is not one, or is a point of small order
   */
  public static MinisignPublicKey ofBase64(String line) {
    byte[] bytes = decode(line);
    if (bytes.length != LENGTH || bytes[0] != ALGORITHM[0] || bytes[1] != ALGORITHM[1]) {
      throw notAKey(line);
    }
    byte[] key = Arrays.copyOfRange(bytes, 2 + KeyId.LENGTH, LENGTH);
    if (!Ed25519.validatePublicKeyFull(key, 0)) {
      throw new BadInput(
          Problem.of("a public key that would accept forged signatures")
              .expected("a point of the prime-order group")
              .found("'" + line + "'"));
    }
    return new MinisignPublicKey(KeyId.of(Arrays.copyOfRange(bytes, 2, 2 + KeyId.LENGTH)), line);
  }

  /** Reads the text of a {@code .pub} file, or a base64 line alone. */
  public static MinisignPublicKey ofText(String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.size() == 2 && lines.get(0).startsWith(MinisignSignature.UNTRUSTED)) {
      return ofBase64(lines.get(1));
    }
    if (lines.size() == 1) {
      return ofBase64(lines.get(0));
    }
    throw notAKey(lines.isEmpty() ? "" : lines.get(0));
  }

  /** The key with this id and these 32 bytes. */
  public static MinisignPublicKey of(KeyId id, byte[] key) {
    byte[] bytes = new byte[LENGTH];
    System.arraycopy(ALGORITHM, 0, bytes, 0, 2);
    System.arraycopy(id.littleEndian(), 0, bytes, 2, KeyId.LENGTH);
    System.arraycopy(key, 0, bytes, 2 + KeyId.LENGTH, key.length);
    return ofBase64(Base64.getEncoder().encodeToString(bytes));
  }

  /** The text of a {@code .pub} file. */
  public String fileText() {
    return MinisignSignature.UNTRUSTED + "minisign public key " + id + "\n" + base64 + "\n";
  }

  /** The 32 bytes of the key in hexadecimal: two keys with one point are one key. */
  public String point() {
    return HexFormat.of().formatHex(key());
  }

  byte[] key() {
    return Arrays.copyOfRange(decode(base64), 2 + KeyId.LENGTH, LENGTH);
  }

  private static byte[] decode(String line) {
    try {
      return Base64.getDecoder().decode(line.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new BadInput(notAKey(line).problem(), e);
    }
  }

  private static BadInput notAKey(String found) {
    return new BadInput(
        Problem.of("not a minisign public key")
            .expected("a line of base64 beginning with RW")
            .found("'" + (found.length() > 80 ? found.substring(0, 80) + "…" : found) + "'"));
  }
}
