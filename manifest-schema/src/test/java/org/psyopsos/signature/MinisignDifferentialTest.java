package org.psyopsos.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.Failure;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.testing.TestKey;

/**
 * A thousand altered signatures, judged by us and by the stock minisign. Where the verdicts differ,
 * we are the stricter ones, and {@link Mutation} says why.
 */
class MinisignDifferentialTest {

  private static final byte[] MESSAGE = "what was signed\n".getBytes(StandardCharsets.UTF_8);

  /** Verifies each signature in turn; the shell starts a thousand processes in a few seconds. */
  private static final String SCRIPT =
      """
      i=0
      while [ -e "$i.minisig" ]; do
        minisign -V -q -H -p "$i.pub" -m message -x "$i.minisig" >/dev/null 2>&1
        echo $?
        i=$((i + 1))
      done
      """;

  /** The points of small order with both signs, and their encodings above the prime. */
  private static final List<String> SMALL_ORDER =
      List.of(
          "00".repeat(32),
          "01" + "00".repeat(31),
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "ec" + "ff".repeat(30) + "7f",
          "ed" + "ff".repeat(30) + "7f",
          "ee" + "ff".repeat(30) + "7f");

  private final TestKey key = new TestKey("somebody");
  private final Random random = new Random(20261121);
  private @TempDir Path folder;

  /** One of the thousand, as a text with a character for each byte. */
  record Case(Mutation mutation, String text) {

    byte[] signature() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void weAgreeWithStockMinisignOrAreStricterForAStatedReason() throws IOException {
    List<Case> cases = cases();
    List<String> keys = cases.stream().map(one -> key.publicKey().fileText()).toList();
    List<Boolean> stock = stockVerdicts(keys, cases.stream().map(Case::signature).toList());
    Set<Mutation> differing = EnumSet.noneOf(Mutation.class);
    int acceptedByBoth = 0;
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      boolean ours = accepts(key.publicKey().fileText(), one.signature());
      acceptedByBoth += ours && stock.get(i) ? 1 : 0;
      if (ours != stock.get(i)) {
        differing.add(one.mutation());
        assertThat(ours).as("laxer: %s %s", one.mutation(), shown(one.text())).isFalse();
        assertThat(one.mutation().stricter())
            .as("stricter: %s %s", one.mutation(), shown(one.text()))
            .isNotEmpty();
      }
    }
    assertThat(cases).hasSizeGreaterThanOrEqualTo(1000);
    assertThat(acceptedByBoth).isGreaterThanOrEqualTo(Mutation.NONE.times());
    assertThat(differing).as("every stated reason is met").isEqualTo(stricter());
  }

  @Test
  void neitherTakesAnAlteredKeyNorOneOfSmallOrder() throws IOException {
    List<String> keys = new ArrayList<>();
    List<byte[]> signatures = new ArrayList<>();
    byte[] good = key.sign(MESSAGE, "a comment");
    for (int i = 0; i < 100; i++) {
      keys.add(keyFile(flipped(Base64.getDecoder().decode(key.publicKey().base64()))));
      signatures.add(good);
    }
    for (String point : SMALL_ORDER) {
      for (int sign = 0; sign <= 0x80; sign += 0x80) {
        byte[] bytes = HexFormat.of().parseHex("4564" + "00".repeat(8) + point);
        bytes[bytes.length - 1] |= (byte) sign;
        keys.add(keyFile(bytes));
        signatures.add(forged(Arrays.copyOfRange(bytes, 10, 42)));
      }
    }
    assertThat(stockVerdicts(keys, signatures)).hasSameSizeAs(keys).containsOnly(false);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(accepts(keys.get(i), signatures.get(i))).as(keys.get(i)).isFalse();
    }
  }

  private byte[] flipped(byte[] bytes) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static String keyFile(byte[] bytes) {
    return "untrusted comment: a key\n" + Base64.getEncoder().encodeToString(bytes) + "\n";
  }

  /** Under a key of small order, a multiple of the key with the number 0 may fit any message. */
  private static byte[] forged(byte[] point) {
    byte[] signature = Arrays.copyOf(point, 64);
    return new MinisignSignature(KeyId.of(new byte[8]), signature, "forged", signature)
        .fileBytes("forged");
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Mutation mutation : Mutation.values()) {
      for (int i = 0; i < mutation.times(); i++) {
        byte[] good = key.sign(MESSAGE, "timestamp:" + random.nextInt() + "\tfile:message");
        cases.add(new Case(mutation, mutation.of(good, random)));
      }
    }
    return cases;
  }

  private static Set<Mutation> stricter() {
    Set<Mutation> stricter = EnumSet.allOf(Mutation.class);
    stricter.removeIf(mutation -> mutation.stricter().isEmpty());
    return stricter;
  }

  private List<Boolean> stockVerdicts(List<String> keys, List<byte[]> signatures)
      throws IOException {
    Files.write(folder.resolve("message"), MESSAGE);
    for (int i = 0; i < keys.size(); i++) {
      Files.writeString(folder.resolve(i + ".pub"), keys.get(i));
      Files.write(folder.resolve(i + ".minisig"), signatures.get(i));
    }
    Path script = Files.writeString(folder.resolve("verify"), "cd '" + folder + "'\n" + SCRIPT);
    return new ProcessCommandRunner()
        .runOrFail("sh", script.toString())
        .output()
        .lines()
        .map("0"::equals)
        .toList();
  }

  private static boolean accepts(String publicKey, byte[] signature) {
    try {
      MinisignVerifier.verify(
          MinisignPublicKey.ofText(publicKey),
          MESSAGE,
          MinisignSignature.parse(signature, "message.minisig"),
          "message");
      return true;
    } catch (Failure refusal) {
      return false;
    }
  }

  private static String shown(String text) {
    return text.replace("\r", "\\r");
  }
}
