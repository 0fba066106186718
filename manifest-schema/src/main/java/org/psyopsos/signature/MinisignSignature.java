package org.psyopsos.signature;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;

/**
 * A minisign signature as it was read; it says nothing until {@link MinisignVerifier} has checked
 * it.
 *
 * <p>As strict as minisign in all, and stricter here: exactly four lines, each ended by a line
 * feed, UTF-8, at most {@value #MAX_BYTES} bytes, no control characters but tabs.
 */
public final class MinisignSignature {

  /** The longest {@code .minisig} that is read. */
  public static final int MAX_BYTES = 12 << 10;

  /** What the name of a signature file ends with. */
  public static final String SUFFIX = ".minisig";

  static final String UNTRUSTED = "untrusted comment: ";
  static final String TRUSTED = "trusted comment: ";

  /** What minisign reads of the first line, and of the third, the line feed included. */
  private static final int LONGEST_UNTRUSTED = 1023;

  private static final int LONGEST_TRUSTED = 8191;

  private static final int LENGTH = 2 + KeyId.LENGTH + Ed25519.SIGNATURE_SIZE;

  private final KeyId keyId;
  private final byte[] signature;
  private final String trustedComment;
  private final byte[] globalSignature;

  /**
   * Keeps copies.
   *
   * @param keyId which key is said to have made it
   * @param signature 64 bytes over the BLAKE2b-512 of the file
   * @param trustedComment without its prefix
   * @param globalSignature 64 bytes over {@code signature} and {@code trustedComment}
   */
  public MinisignSignature(
      KeyId keyId, byte[] signature, String trustedComment, byte[] globalSignature) {
    this.keyId = keyId;
    this.signature = signature.clone();
    this.trustedComment = trustedComment;
    this.globalSignature = globalSignature.clone();
  }

  public KeyId keyId() {
    return keyId;
  }

  public byte[] signature() {
    return signature.clone();
  }

  public String trustedComment() {
    return trustedComment;
  }

  public byte[] globalSignature() {
    return globalSignature.clone();
  }

  /**
   * Reads a {@code .minisig}.
   *
   * @param name what it is called in an error
   * @throws Untrusted MALFORMED, or WRONG_ALGORITHM for minisign's legacy signatures
   */
  public static MinisignSignature parse(byte[] bytes, String name) {
    String[] lines = lines(bytes, name);
    if (!lines[0].startsWith(UNTRUSTED)) {
      throw malformed(name, "'" + UNTRUSTED + "…' in line 1");
    }
    if (!lines[2].startsWith(TRUSTED)) {
      throw malformed(name, "'" + TRUSTED + "…' in line 3");
    }
    requireAtMost(LONGEST_UNTRUSTED, lines[0], name, 1);
    requireAtMost(LONGEST_TRUSTED, lines[2], name, 3);
    byte[] first = base64(lines[1], LENGTH, name, 2);
    byte[] global = base64(lines[3], Ed25519.SIGNATURE_SIZE, name, 4);
    requireAlgorithm(first, name);
    return new MinisignSignature(
        KeyId.of(Arrays.copyOfRange(first, 2, 2 + KeyId.LENGTH)),
        Arrays.copyOfRange(first, 2 + KeyId.LENGTH, LENGTH),
        lines[2].substring(TRUSTED.length()),
        global);
  }

  /** The bytes of a {@code .minisig} that holds this signature. */
  public byte[] fileBytes(String untrustedComment) {
    byte[] first = new byte[LENGTH];
    first[0] = 'E';
    first[1] = 'D';
    System.arraycopy(keyId.littleEndian(), 0, first, 2, KeyId.LENGTH);
    System.arraycopy(signature, 0, first, 2 + KeyId.LENGTH, signature.length);
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        UNTRUSTED
            + untrustedComment
            + "\n"
            + base64.encodeToString(first)
            + "\n"
            + TRUSTED
            + trustedComment
            + "\n"
            + base64.encodeToString(globalSignature)
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the global signature is over. */
  public byte[] globalMessage() {
    byte[] comment = trustedComment.getBytes(StandardCharsets.UTF_8);
    byte[] message = Arrays.copyOf(signature, signature.length + comment.length);
    System.arraycopy(comment, 0, message, signature.length, comment.length);
    return message;
  }

  private static String[] lines(byte[] bytes, String name) {
    if (bytes.length > MAX_BYTES) {
      throw malformed(name, "at most " + MAX_BYTES + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Untrusted(Reason.MALFORMED, malformed(name, "UTF-8").problem(), e);
    }
    String[] lines = text.split("\n", -1);
    if (lines.length != 5 || !lines[4].isEmpty()) {
      throw malformed(name, "four lines");
    }
    for (String line : lines) {
      if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
        throw malformed(name, "no control characters but tabs");
      }
    }
    return lines;
  }

  private static void requireAtMost(int limit, String line, String name, int number) {
    if (line.getBytes(StandardCharsets.UTF_8).length + 1 > limit) {
      throw malformed(name, "at most " + limit + " bytes in line " + number);
    }
  }

  private static byte[] base64(String line, int length, String name, int number) {
    try {
      byte[] bytes = Base64.getDecoder().decode(line);
      if (bytes.length == length && Base64.getEncoder().encodeToString(bytes).equals(line)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new Untrusted(
          Reason.MALFORMED, malformed(name, "base64 in line " + number).problem(), e);
    }
    throw malformed(name, length + " bytes as base64 in line " + number);
  }

  private static void requireAlgorithm(byte[] first, String name) {
    if (first[0] != 'E' || first[1] != 'D') {
      boolean legacy = first[0] == 'E' && first[1] == 'd';
      throw new Untrusted(
          Reason.WRONG_ALGORITHM,
          Problem.of("a signature of an algorithm that is not accepted")
              .at(name)
              .expected("ED (Ed25519 over BLAKE2b-512)")
              .found(legacy ? "Ed (legacy)" : "an unknown one")
              .hint(legacy ? "sign again with minisign -S -H, or with tk sign" : ""));
    }
  }

  private static Untrusted malformed(String name, String expected) {
    return new Untrusted(
        Reason.MALFORMED, Problem.of("not a minisign signature").at(name).expected(expected));
  }
}
