package org.psyopsos.builder.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.signature.MinisignPublicKey;

/** Our keys and signatures against the stock minisign, both ways. */
class StockMinisignTest {

  private static final String PASSWORD = "pässword 1";
  private static final ScryptLimits QUICK = new ScryptLimits(1 << 19, 1 << 24);
  private static final PasswordSource NEVER =
      purpose -> {
        throw new AssertionError("asked for " + purpose);
      };

  private final MinisignSecretKey key = MinisignSecretKey.generate(new SecureRandom());

  @TempDir private Path directory;
  private Path message;
  private Path publicKey;

  @BeforeEach
  void write() throws IOException {
    message = Files.writeString(directory.resolve("message"), "what is signed\n");
    publicKey = Files.writeString(directory.resolve("our.pub"), key.publicKey().fileText());
  }

  @Test
  void minisignVerifiesOurSignature() throws IOException {
    sign(key, Optional.empty());
    assertThat(verify(publicKey).exitStatus()).isZero();
  }

  @Test
  void minisignShowsOurTrustedComment() throws IOException {
    sign(key, Optional.of("type=psyopsOS version=1"));
    assertThat(verify(publicKey).output()).contains("Trusted comment: type=psyopsOS version=1\n");
  }

  @Test
  void minisignRefusesOurSignatureOfOtherBytes() throws IOException {
    sign(key, Optional.empty());
    Files.writeString(message, "what is signee\n");
    assertThat(verify(publicKey).exitStatus()).isNotZero();
  }

  @Test
  void minisignSignsWithOurKeyWithoutPassword() throws IOException {
    Path secret = Files.writeString(directory.resolve("our.key"), SecretKeyFile.write(key));
    minisign("", "-S", "-H", "-s", secret, "-m", message);
    assertThat(verifyHere()).startsWith("timestamp:");
  }

  @Test
  void minisignSignsWithOurKeyBehindAPassword() throws IOException {
    Path secret = Files.writeString(directory.resolve("our.key"), protectedText(QUICK));
    minisign(PASSWORD + "\n", "-S", "-H", "-s", secret, "-m", message);
    assertThat(verifyHere()).startsWith("timestamp:");
  }

  @Test
  void opensAKeyThatMinisignMadeWithoutPassword() throws IOException {
    Path secret = directory.resolve("their.key");
    minisign("", "-G", "-W", "-s", secret, "-p", directory.resolve("their.pub"));
    sign(SecretKeyFile.open(secret, NEVER), Optional.empty());
    assertThat(verify(directory.resolve("their.pub")).exitStatus()).isZero();
  }

  @Test
  void opensAKeyThatMinisignMadeBehindAPassword() throws IOException {
    Path secret = directory.resolve("their.key");
    String typed = PASSWORD + "\n" + PASSWORD + "\n";
    minisign(typed, "-G", "-s", secret, "-p", directory.resolve("their.pub"));
    sign(SecretKeyFile.open(secret, purpose -> PASSWORD), Optional.empty());
    assertThat(verify(directory.resolve("their.pub")).exitStatus()).isZero();
  }

  @Test
  void refusesMinisignsLegacySignature() throws IOException {
    Path secret = Files.writeString(directory.resolve("our.key"), SecretKeyFile.write(key));
    minisign("", "-S", "-l", "-s", secret, "-m", message);
    assertThatThrownBy(this::verifyHere)
        .isInstanceOfSatisfying(
            Untrusted.class,
            e -> assertThat(e.reason()).isEqualTo(Untrusted.Reason.WRONG_ALGORITHM));
  }

  @Test
  void refusesAWrongPassword() throws IOException {
    Path secret = Files.writeString(directory.resolve("our.key"), protectedText(QUICK));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> SecretKeyFile.open(secret, purpose -> "another"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("wrong password");
  }

  @Test
  void refusesASecretKeyThatEverybodyCanRead() throws IOException {
    Path secret = Files.writeString(directory.resolve("our.key"), SecretKeyFile.write(key));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw----r--"));
    assertThatThrownBy(() -> SecretKeyFile.open(secret, NEVER))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().found()).isEqualTo("rw----r--");
              assertThat(e.problem().hint()).contains("chmod 600 " + secret);
            });
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(SecretKeyFile.open(secret, NEVER).id()).isEqualTo(key.id());
  }

  @Test
  void refusesAPublicKeyInPlaceOfASecretOne() {
    assertThatThrownBy(() -> SecretKeyFile.open(publicKey, NEVER))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not a minisign secret key");
  }

  @Test
  void minisignsLimitsAreTheCostsOfLibsodium() {
    assertThat(ScryptLimits.SENSITIVE.cost()).isEqualTo(new ScryptLimits.Cost(1 << 20, 8, 1));
    assertThat(new ScryptLimits(1 << 19, 1 << 24).cost())
        .isEqualTo(new ScryptLimits.Cost(1 << 14, 8, 1));
  }

  private String protectedText(ScryptLimits limits) {
    return SecretKeyFile.write(key, PASSWORD, limits, new SecureRandom());
  }

  private void sign(MinisignSecretKey with, Optional<String> comment) throws IOException {
    new FileSigner(with, Instant.EPOCH).sign(message, comment);
  }

  private String verifyHere() throws IOException {
    MinisignPublicKey believed = MinisignPublicKey.ofText(Files.readString(publicKey));
    return FileVerifier.byKey(believed).verify(message, Optional.empty());
  }

  private CommandResult verify(Path key) {
    return new ProcessCommandRunner()
        .run(Command.of("minisign", "-V", "-H", "-p", key.toString(), "-m", message.toString()));
  }

  private static void minisign(String input, Object... arguments) {
    java.util.List<String> all = new java.util.ArrayList<>();
    all.add("minisign");
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    new ProcessCommandRunner().runOrFail(Command.of(all).withInput(input));
  }
}
