package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.sign.ScryptLimits;
import org.psyopsos.builder.sign.SecretKeyFile;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;

class TkTest {

  @TempDir private Path directory;

  @Test
  void helpNamesEveryCommand() {
    assertThat(TkRun.in(directory, "--help").out())
        .contains("init", "keygen", "sign", "verify", "mkimage");
  }

  @Test
  void aMisspelledCommandGetsASuggestion() {
    TkRun run = TkRun.in(directory, "keygn");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Did you mean").contains("keygen");
  }

  @Test
  void mkimageAloneSaysWhatItCanMake() {
    TkRun run = TkRun.in(directory, "mkimage");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("say what: os");
  }

  @Test
  void withoutSettingsTheHintIsInit() {
    TkRun run = TkRun.in(directory, "mkimage", "os");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no settings file").contains("tk init");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestKnownOne() throws IOException {
    Files.writeString(
        directory.resolve("tk.toml"),
        "repo = \"r\"\nplatform = \"x86_64-uefi\"\n[deaddrop]\nchanel = \"stable\"\n");
    TkRun run = TkRun.in(directory, "keygen", "-W");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'deaddrop.chanel'").contains("did you mean 'channel'?");
  }

  @Test
  void initNeverOverwrites() throws IOException {
    assertThat(TkRun.in(directory, "init").exitCode()).isZero();
    Path settings = directory.resolve("tk.toml");
    Files.writeString(settings, "mine");
    assertThat(TkRun.in(directory, "init").exitCode()).isEqualTo(2);
    assertThat(settings).hasContent("mine");
  }

  @Test
  void initIsForAPlatformThatExists() throws IOException {
    assertThat(TkRun.in(directory, "init", "--platform", "aarch64-rpi").exitCode()).isZero();
    assertThat(directory.resolve("tk.toml")).content().contains("platform = \"aarch64-rpi\"");
    TkRun run = TkRun.in(directory, "init", "other", "--platform", "amiga");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'amiga'").contains("x86_64-uefi or aarch64-rpi");
    assertThat(directory.resolve("other")).doesNotExist();
  }

  @Test
  void keygenNeverOverwritesAndKeepsTheSecretKeyToItsOwner() throws IOException {
    TkRun.in(directory, "init");
    assertThat(TkRun.in(directory, "keygen", "--no-password").exitCode()).isZero();
    Path secret = directory.resolve("keys/release.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(secret);
    TkRun again = TkRun.in(directory, "keygen", "--no-password");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("a key is never overwritten");
    assertThat(secret).hasBinaryContent(before);
  }

  @Test
  void keygenLeavesNothingWhenNoPasswordCanBeAsked() {
    TkRun.in(directory, "init");
    TkRun run = TkRun.in(directory, "keygen");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--password-file").contains("TK_PASSWORD");
    assertThat(directory.resolve("keys")).doesNotExist();
  }

  @Test
  void minisignSignsWithAProtectedKeyOfOurs() throws IOException {
    TkRun.in(directory, "init");
    Map<String, String> password = Map.of("TK_PASSWORD", "secret");
    assertThat(TkRun.in(directory, password, "keygen").exitCode()).isZero();
    Path file = Files.writeString(directory.resolve("file"), "content");
    String key = directory.resolve("keys/release.key").toString();
    new ProcessCommandRunner()
        .runOrFail(
            Command.of("minisign", "-S", "-H", "-s", key, "-m", file.toString())
                .withInput("secret\n"));
    assertThat(TkRun.in(directory, "verify", "file").exitCode()).isZero();
  }

  @Test
  void aProtectedKeySignsWithThePasswordOfAFile() throws IOException {
    TkRun.in(directory, "init");
    SecureRandom random = new SecureRandom();
    MinisignSecretKey key = MinisignSecretKey.generate(random);
    ScryptLimits quick = new ScryptLimits(1 << 19, 1 << 24);
    Path secret = directory.resolve("own.key");
    Files.writeString(secret, SecretKeyFile.write(key, "secret", quick, random));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(directory.resolve("own.pub"), key.publicKey().fileText());
    Files.writeString(directory.resolve("password"), "secret\nanother line\n");
    Files.writeString(directory.resolve("file"), "content");
    TkRun signed =
        TkRun.in(directory, "sign", "file", "-s", "own.key", "--password-file", "password");
    assertThat(signed.exitCode()).as(signed.err()).isZero();
    assertThat(TkRun.in(directory, "verify", "-p", "own.pub", "file").exitCode()).isZero();
  }

  @Test
  void theTrustRootIsSignedAndVerifiesItself() {
    TkRun.in(directory, "init");
    TkRun.in(directory, "keygen", "-W");
    assertThat(TkRun.in(directory, "verify", "keys/root/1.json").exitCode()).isZero();
  }

  @Test
  void aForeignKeyIsUntrusted() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    for (Path place : new Path[] {directory, other}) {
      TkRun.in(place, "init");
      TkRun.in(place, "keygen", "-W");
    }
    Files.writeString(directory.resolve("file"), "content");
    TkRun.in(directory, "sign", "file");
    TkRun run = TkRun.in(other, "verify", "../file");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("a key that may not sign");
  }

  @Test
  void anUnsignedFileIsBadInput() throws IOException {
    TkRun.in(directory, "init");
    TkRun.in(directory, "keygen", "-W");
    Files.writeString(directory.resolve("file"), "content");
    TkRun run = TkRun.in(directory, "verify", "file");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no signature").contains("tk sign");
  }

  @Test
  void aMissingFileIsNotSaidToBeUnsigned() {
    TkRun.in(directory, "init");
    TkRun.in(directory, "keygen", "-W");
    for (String name : new String[] {"nope", "no/such/directory/nope.chunks"}) {
      TkRun run = TkRun.in(directory, "verify", name);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .contains("no such file to verify: " + directory.resolve(name))
          .doesNotContain("signature", "tk sign");
    }
  }

  @Test
  void whatIsNeverSignedSaysWhatToVerifyInstead() throws IOException {
    TkRun.in(directory, "init");
    TkRun.in(directory, "keygen", "-W");
    Files.writeString(directory.resolve("a.1.chunks"), "content");
    Files.writeString(directory.resolve("a.1.img"), "content");
    TkRun chunks = TkRun.in(directory, "verify", "a.1.chunks");
    assertThat(chunks.exitCode()).isEqualTo(2);
    assertThat(chunks.err()).contains("tk verify a.1.manifest.json").doesNotContain("tk sign");
    TkRun image = TkRun.in(directory, "verify", "a.1.img");
    assertThat(image.exitCode()).isEqualTo(2);
    assertThat(image.err()).contains("verify the manifests").doesNotContain("tk sign");
  }

  @Test
  void stackTracesAreForDebugOnly() {
    assertThat(TkRun.in(directory, "mkimage", "os").err()).doesNotContain("\tat ");
    assertThat(TkRun.in(directory, "mkimage", "os", "--debug").err()).contains("\tat ");
  }
}
