package org.psyopsos.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.testing.TestKey;

/** Against the stock minisign, in both directions. */
class MinisignTest {

  private static final byte[] MESSAGE = "what was signed\n".getBytes(StandardCharsets.UTF_8);

  private final TestKey key = new TestKey("somebody");
  private @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeMessage() throws IOException {
    file = Files.write(folder.resolve("message"), MESSAGE);
  }

  @Test
  void acceptsWhatStockMinisignSigned() throws IOException {
    MinisignPublicKey stock = stockKey();
    minisign("-S", "-H", "-s", path("key"), "-m", file.toString(), "-t", "version=1 kernel=6.1");

    MinisignSignature signature = parse(Files.readAllBytes(folder.resolve("message.minisig")));

    MinisignVerifier.verify(stock, MESSAGE, signature, "message");
    MinisignVerifier.verify(stock, file, signature);
    assertThat(signature.trustedComment()).isEqualTo("version=1 kernel=6.1");
    assertThat(signature.keyId()).isEqualTo(stock.id());
  }

  @Test
  void stockMinisignAcceptsTheSameFormat() throws IOException {
    Files.writeString(folder.resolve("key.pub"), key.publicKey().fileText());
    Files.write(folder.resolve("message.minisig"), key.sign(MESSAGE, "hello"));

    minisign("-V", "-H", "-p", path("key.pub"), "-m", file.toString());
  }

  @Test
  void refusesLegacySignatures() throws IOException {
    MinisignPublicKey stock = stockKey();
    assertThat(stock.base64()).startsWith("RW");
    minisign("-S", "-l", "-s", path("key"), "-m", file.toString());
    byte[] legacy = Files.readAllBytes(folder.resolve("message.minisig"));

    Untrusted refusal = catchThrowableOfType(Untrusted.class, () -> parse(legacy));

    assertThat(refusal.reason()).isEqualTo(Reason.WRONG_ALGORITHM);
    assertThat(refusal.problem().found()).contains("legacy");
  }

  @Test
  void refusesEveryFlippedBitOfASignature() {
    byte[] good = key.sign(MESSAGE, "a trusted comment");
    int comment = new String(good, StandardCharsets.UTF_8).indexOf('\n');
    for (int bit = 8 * comment; bit < 8 * good.length; bit++) {
      byte[] altered = good.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> verify(altered)).as("bit %d", bit).isInstanceOf(Untrusted.class);
    }
    assertThatCode(() -> verify(good)).doesNotThrowAnyException();
  }

  @Test
  void refusesAnotherKeyAndOtherContent() {
    byte[] foreign = new TestKey("somebody else").sign(MESSAGE, "");
    assertThat(catchThrowableOfType(Untrusted.class, () -> verify(foreign)).reason())
        .isEqualTo(Reason.UNKNOWN_KEY);
    byte[] other = key.sign(new byte[1], "");
    assertThat(catchThrowableOfType(Untrusted.class, () -> verify(other)).reason())
        .isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void refusesWhatIsNotASignature() {
    String good = new String(key.sign(MESSAGE, ""), StandardCharsets.UTF_8);
    for (String bad :
        new String[] {
          "",
          "\n\n\n\n",
          good.stripTrailing(),
          good + "\n",
          good.replace("\n", "\r\n"),
          good.replace("untrusted", "trusted"),
          good + "x".repeat(MinisignSignature.MAX_BYTES)
        }) {
      assertThat(
              catchThrowableOfType(
                      Untrusted.class, () -> parse(bad.getBytes(StandardCharsets.UTF_8)))
                  .reason())
          .isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void refusesAPointOfSmallOrderAsAKey() {
    byte[] identity = new byte[32];
    identity[0] = 1;
    assertThatThrownBy(() -> MinisignPublicKey.of(new KeyId("0123456789ABCDEF"), identity))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("forged");
    assertThatThrownBy(() -> MinisignPublicKey.ofText("RWQ="))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not a minisign public key");
    byte[] bytes = Base64.getDecoder().decode(key.publicKey().base64());
    assertThat(bytes).hasSize(42);
  }

  private MinisignPublicKey stockKey() throws IOException {
    minisign("-G", "-W", "-p", path("key.pub"), "-s", path("key"));
    return MinisignPublicKey.ofText(Files.readString(folder.resolve("key.pub")));
  }

  private void verify(byte[] signature) {
    MinisignVerifier.verify(key.publicKey(), MESSAGE, parse(signature), "message");
  }

  private static MinisignSignature parse(byte[] bytes) {
    return MinisignSignature.parse(bytes, "message.minisig");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void minisign(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "minisign";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    new ProcessCommandRunner().runOrFail(command);
  }
}
