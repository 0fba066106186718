package org.psyopsos.signature;

import static org.psyopsos.signature.MinisigText.ALGORITHM;
import static org.psyopsos.signature.MinisigText.KEY_ID;
import static org.psyopsos.signature.MinisigText.SIGNATURE;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/**
 * A way to alter a good signature, and how often it is tried.
 *
 * <p>Where {@link #stricter} says why, we may refuse what minisign takes. Never the other way
 * round.
 */
@SuppressWarnings("ImmutableEnumChecker") // The changes are lambdas without a state.
enum Mutation {
  NONE(40, (good, random) -> good.text()),
  BIT_OF_THE_ALGORITHM(16, (good, random) -> flipFirst(good, random, ALGORITHM, KEY_ID)),
  BIT_OF_THE_KEY_ID(40, (good, random) -> flipFirst(good, random, KEY_ID, SIGNATURE)),
  BIT_OF_R(100, (good, random) -> flipFirst(good, random, SIGNATURE, SIGNATURE + 32)),
  BIT_OF_S(100, (good, random) -> flipFirst(good, random, SIGNATURE + 32, SIGNATURE + 64)),
  BIT_OF_THE_GLOBAL_SIGNATURE(
      120, (good, random) -> good.withGlobal(flip(good.global(), random, 0, 64)).text()),
  BIT_OF_THE_TRUSTED_COMMENT(
      80,
      (good, random) -> {
        byte[] line = bytes(good.trusted());
        return good.withTrusted(text(flip(line, random, 17, line.length))).text();
      }),
  EDITED_TRUSTED_COMMENT(
      40,
      (good, random) -> {
        int at = 17 + random.nextInt(good.trusted().length() - 17);
        StringBuilder line = new StringBuilder(good.trusted());
        return good.withTrusted(
                (random.nextBoolean() ? line.deleteCharAt(at) : line.insert(at, '0')).toString())
            .text();
      }),
  EDITED_UNTRUSTED_COMMENT(
      40,
      (good, random) -> {
        String words = "x".repeat(random.nextInt(100));
        return good.withUntrusted("untrusted comment: " + words).text();
      }),
  CONTROL_CHARACTER_IN_THE_UNTRUSTED_COMMENT(
      20,
      (good, random) ->
          good.withUntrusted(good.untrusted() + (char) (1 + random.nextInt(31))).text(),
      "control characters"),
  UNTRUSTED_COMMENT_THAT_IS_NOT_UTF_8(
      10, (good, random) -> good.withUntrusted(good.untrusted() + '\u00ff').text(), "not UTF-8"),
  LONG_UNTRUSTED_COMMENT(
      30,
      (good, random) ->
          good.withUntrusted(fill(good.untrusted(), 1016 + random.nextInt(12))).text()),
  OTHER_PREFIX(10, (good, random) -> good.withUntrusted(good.untrusted().substring(1)).text()),
  SWAPPED_SIGNATURES(10, (good, random) -> good.withGlobal(signature(good)).text()),
  GLOBAL_SIGNATURE_IN_PLACE_OF_THE_FIRST(
      10,
      (good, random) -> {
        byte[] first = good.first().clone();
        System.arraycopy(good.global(), 0, first, SIGNATURE, 64);
        return good.withFirst(first).text();
      }),
  SWAPPED_LINES(
      20,
      (good, random) -> {
        String[] lines = good.text().split("\n", 0);
        int one = random.nextInt(4);
        int other = (one + 1 + random.nextInt(3)) % 4;
        String kept = lines[one];
        lines[one] = lines[other];
        lines[other] = kept;
        return String.join("\n", lines) + "\n";
      }),
  S_PLUS_THE_GROUP_ORDER(10, (good, random) -> good.withFirst(malleated(good.first())).text()),
  GLOBAL_S_PLUS_THE_GROUP_ORDER(
      10, (good, random) -> good.withGlobal(malleated(good.global())).text()),
  ZERO_SIGNATURE(
      10,
      (good, random) -> {
        byte[] first = good.first().clone();
        java.util.Arrays.fill(first, SIGNATURE, SIGNATURE + 64, (byte) 0);
        first[SIGNATURE] = (byte) random.nextInt(2);
        return good.withFirst(first).text();
      }),
  CARRIAGE_RETURNS(10, (good, random) -> good.text().replace("\n", "\r\n"), "line endings"),
  SPACE_AT_THE_END_OF_A_LINE(
      30,
      (good, random) -> {
        String[] lines = good.text().split("\n", 0);
        lines[random.nextInt(4)] += random.nextBoolean() ? " " : "\t";
        return String.join("\n", lines) + "\n";
      }),
  SPACE_IN_THE_BASE64(
      10,
      (good, random) -> {
        String[] lines = good.text().split("\n", 0);
        int line = random.nextBoolean() ? 1 : 3;
        lines[line] = new StringBuilder(lines[line]).insert(random.nextInt(80), ' ').toString();
        return String.join("\n", lines) + "\n";
      }),
  NO_PADDING(
      10,
      (good, random) -> {
        String[] lines = good.text().split("\n", 0);
        int line = random.nextBoolean() ? 1 : 3;
        lines[line] = lines[line].replace("=", "");
        return String.join("\n", lines) + "\n";
      }),
  TRAILING_BITS_IN_THE_BASE64(
      10,
      (good, random) -> {
        String[] lines = good.text().split("\n", 0);
        char last = lines[3].charAt(85);
        lines[3] = lines[3].substring(0, 85) + (char) (last + 1) + "==";
        return String.join("\n", lines) + "\n";
      },
      "base64 that is not canonical"),
  EXTRA_LINES(
      20, (good, random) -> good.text() + "more\n".repeat(1 + random.nextInt(3)), "four lines"),
  NO_LAST_LINE_FEED(5, (good, random) -> good.text().stripTrailing(), "line endings"),
  EMPTY_LINE(
      20,
      (good, random) -> {
        List<String> lines = new java.util.ArrayList<>(List.of(good.text().split("\n", 0)));
        lines.add(random.nextInt(5), "");
        return String.join("\n", lines) + "\n";
      },
      "four lines"),
  TRUNCATED(
      70, (good, random) -> good.text().substring(0, random.nextInt(good.text().length() - 1))),
  BIT_OF_THE_UNTRUSTED_COMMENT(
      60,
      (good, random) -> {
        byte[] line = bytes(good.untrusted());
        return good.withUntrusted(text(flip(line, random, 19, line.length))).text();
      },
      "control characters, not UTF-8"),
  BIT_AFTER_THE_FIRST_LINE(
      100,
      (good, random) -> {
        byte[] file = bytes(good.text());
        return text(flip(file, random, good.untrusted().length(), file.length - 1));
      });

  /** The order of Ed25519's group. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final int times;
  private final Change change;
  private final String stricter;

  Mutation(int times, Change change) {
    this(times, change, "");
  }

  Mutation(int times, Change change, String stricter) {
    this.times = times;
    this.change = change;
    this.stricter = stricter;
  }

  private interface Change {
    String of(MinisigText good, Random random);
  }

  int times() {
    return times;
  }

  /** Why we may refuse what minisign takes; empty where we must not. */
  String stricter() {
    return stricter;
  }

  /** The altered file, one character for each byte. */
  String of(byte[] good, Random random) {
    return change.of(MinisigText.of(good), random);
  }

  private static String flipFirst(MinisigText good, Random random, int from, int to) {
    return good.withFirst(flip(good.first(), random, from, to)).text();
  }

  private static byte[] flip(byte[] bytes, Random random, int from, int to) {
    byte[] flipped = bytes.clone();
    flipped[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] signature(MinisigText good) {
    return java.util.Arrays.copyOfRange(good.first(), SIGNATURE, SIGNATURE + 64);
  }

  /** The same bytes with the group's order added to the number in the last 32. */
  private static byte[] malleated(byte[] bytes) {
    byte[] result = bytes.clone();
    int start = bytes.length - 32;
    byte[] bigEndian = new byte[33];
    for (int i = 0; i < 32; i++) {
      bigEndian[32 - i] = bytes[start + i];
    }
    BigInteger sum = new BigInteger(bigEndian).add(ORDER);
    for (int i = 0; i < 32; i++) {
      result[start + i] = sum.shiftRight(8 * i).byteValue();
    }
    return result;
  }

  private static String fill(String line, int length) {
    return line + "x".repeat(length - line.length());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
