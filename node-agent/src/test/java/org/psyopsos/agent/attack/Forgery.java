package org.psyopsos.agent.attack;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.testing.TestKey;

/** Signatures and keys that are not what they claim to be. */
final class Forgery {

  private static final int RAW = 64;

  /** The order of Ed25519's group: RFC 8032, section 5.1. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private Forgery() {}

  /** Flips the lowest bit of one byte. */
  static byte[] flip(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  /** Flips a bit of the decoded second line, which is algorithm, key id and signature. */
  static byte[] flipSignature(byte[] minisig, int at) {
    return replaceLine(minisig, 1, flip(line(minisig, 1), at));
  }

  /** A genuine signature in minisign's old form: over the bytes, not over their hash. */
  static byte[] legacy(TestKey key, byte[] message) {
    byte[] signature = key.raw(message);
    byte[] comment = "a test".getBytes(StandardCharsets.US_ASCII);
    byte[] global = Arrays.copyOf(signature, RAW + comment.length);
    System.arraycopy(comment, 0, global, RAW, comment.length);
    byte[] minisig =
        new MinisignSignature(key.publicKey().id(), signature, "a test", key.raw(global))
            .fileBytes("legacy signature");
    byte[] first = line(minisig, 1);
    first[1] = 'd';
    return replaceLine(minisig, 1, first);
  }

  /**
   * The same signature with S + L in place of S in its last line: a second encoding, which a lax
   * verifier takes for the first. In the second line it would break the last one.
   */
  static byte[] malleate(byte[] minisig) {
    byte[] global = line(minisig, 3);
    byte[] scalar = Arrays.copyOfRange(global, RAW / 2, RAW);
    byte[] sum = new BigInteger(1, reversed(scalar)).add(ORDER).toByteArray();
    byte[] encoded = Arrays.copyOf(reversed(sum), RAW / 2);
    System.arraycopy(encoded, 0, global, RAW / 2, encoded.length);
    return replaceLine(minisig, 3, global);
  }

  /** The signature that the neutral element, taken for a key, accepts for every message. */
  static byte[] ofNobody(KeyId id) {
    byte[] neutral = Arrays.copyOf(new byte[] {1}, RAW);
    return new MinisignSignature(id, neutral, "a test", neutral).fileBytes("nobody's signature");
  }

  /** A public key whose point is the neutral element; no class of ours makes one. */
  static String smallOrderKey(KeyId id) {
    return key(id, Arrays.copyOf(new byte[] {1}, 32));
  }

  /** The same point under another number. */
  static String renumbered(MinisignPublicKey key, KeyId id) {
    byte[] bytes = Base64.getDecoder().decode(key.base64());
    return key(id, Arrays.copyOfRange(bytes, 10, bytes.length));
  }

  /** The bytes of a base64 line, numbered from 0. */
  private static byte[] line(byte[] minisig, int number) {
    return Base64.getDecoder().decode(lines(minisig).get(number));
  }

  private static byte[] replaceLine(byte[] minisig, int number, byte[] bytes) {
    List<String> lines = new java.util.ArrayList<>(lines(minisig));
    lines.set(number, Base64.getEncoder().encodeToString(bytes));
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> lines(byte[] minisig) {
    return new String(minisig, StandardCharsets.UTF_8).lines().toList();
  }

  private static String key(KeyId id, byte[] point) {
    byte[] bytes = new byte[42];
    bytes[0] = 'E';
    bytes[1] = 'd';
    System.arraycopy(id.littleEndian(), 0, bytes, 2, 8);
    System.arraycopy(point, 0, bytes, 10, 32);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
