package org.psyopsos.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A {@code .minisig} taken apart, to be put together wrongly. */
final class MinisigText {

  static final int ALGORITHM = 0;
  static final int KEY_ID = 2;
  static final int SIGNATURE = 10;

  private final String untrusted;
  private final byte[] first;
  private final String trusted;
  private final byte[] global;

  private MinisigText(String untrusted, byte[] first, String trusted, byte[] global) {
    this.untrusted = untrusted;
    this.first = first.clone();
    this.trusted = trusted;
    this.global = global.clone();
  }

  /** The first line. */
  String untrusted() {
    return untrusted;
  }

  /** The 74 bytes of the second: algorithm, key id, signature. */
  byte[] first() {
    return first.clone();
  }

  /** The third line. */
  String trusted() {
    return trusted;
  }

  /** The 64 bytes of the fourth. */
  byte[] global() {
    return global.clone();
  }

  static MinisigText of(byte[] file) {
    String[] lines = new String(file, StandardCharsets.ISO_8859_1).split("\n", 0);
    Base64.Decoder base64 = Base64.getDecoder();
    return new MinisigText(lines[0], base64.decode(lines[1]), lines[2], base64.decode(lines[3]));
  }

  MinisigText withUntrusted(String line) {
    return new MinisigText(line, first, trusted, global);
  }

  MinisigText withFirst(byte[] bytes) {
    return new MinisigText(untrusted, bytes, trusted, global);
  }

  MinisigText withTrusted(String line) {
    return new MinisigText(untrusted, first, line, global);
  }

  MinisigText withGlobal(byte[] bytes) {
    return new MinisigText(untrusted, first, trusted, bytes);
  }

  /** The lines, one character for each byte. */
  String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        "\n", untrusted, base64.encodeToString(first), trusted, base64.encodeToString(global), "");
  }
}
