package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.sign.ScryptLimits;
import org.psyopsos.builder.sign.SecretKeyFile;
import org.psyopsos.builder.trust.RootProposalFile;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** {@code tk trust}: one person, three people, and everything that must not pass. */
class TrustCommandsTest extends KeysFixture {

  @Test
  void onePersonRotatesInOneStep() throws IOException {
    run("keygen", "-W");
    run("keygen", "--name", "next", "-W");

    TkRun run = run("trust", "rotate", "--release-key", "keys/next.pub", "-s", "keys/release.key");

    assertThat(run.out()).contains("release: with key " + id("next")).contains("complete");
    TrustRoot root = newest();
    assertThat(root.version()).isEqualTo(2);
    assertThat(ids(root, Role.RELEASE)).containsExactly(id("next"));
    assertThat(ids(root, Role.ROOT)).containsExactly(id("release"));
    requireStockMinisignVerifies(2, "release");
    assertThat(directory.resolve("keys")).isDirectoryNotContaining("glob:**.proposal.json");
  }

  @Test
  void aRootKeyIsReplacedUnderTheSignaturesOfBoth() throws IOException {
    run("keygen", "-W");
    run("keygen", "--name", "next", "-W");
    String old = id("release");
    Path file = directory.resolve("keys/root-2.proposal.json");

    TkRun half =
        run("trust", "revoke", old, "--replacement", "keys/next.pub", "-s", "keys/release.key");

    assertThat(half.out()).contains("signed by 1 of 1 that root 1 asks for");
    assertThat(half.out())
        .contains("signed by 0 of 1 that root 2 asks for; to sign: " + id("next"));
    assertThat(newest().version()).isEqualTo(1);
    run("trust", "sign", file.toString(), "-s", "keys/next.key");
    assertThat(newest().version()).isEqualTo(2);
    for (Role role : Role.values()) {
      assertThat(ids(newest(), role)).containsExactly(id("next"));
    }
    requireStockMinisignVerifies(2, "release", "next");
  }

  @Test
  void aFileTravelsBetweenThreePeopleUntilTwoHaveSigned() throws IOException {
    team();
    Path travelling = directory.resolve("keys/root-1.proposal.json");
    Path offline = Files.createDirectory(directory.resolve("offline"));
    Path there = Files.copy(travelling, offline.resolve("root.json"));
    Files.copy(directory.resolve("keys/ben.key"), offline.resolve("ben.key"));

    run("trust", "sign", travelling.toString(), "-s", "keys/ann.key");
    JsonNode half = json(run("trust", "show", travelling.toString(), "--json"));
    assertThat(half.get("complete").booleanValue()).isFalse();
    assertThat(half.at("/signatures/0/threshold").intValue()).isEqualTo(2);
    assertThat(texts(half.at("/signatures/0/present"))).containsExactly(id("ann"));
    assertThat(texts(half.at("/signatures/0/missing"))).containsExactly(id("ben"), id("cem"));

    Files.copy(travelling, there, StandardCopyOption.REPLACE_EXISTING);
    TkRun signed = TkRun.in(offline, "trust", "sign", "root.json", "-s", "ben.key");
    assertThat(signed.exitCode()).as(signed.err()).isZero();
    assertThat(signed.out()).contains("tk trust install");
    assertThat(directory.resolve("keys/root.json")).doesNotExist();

    run("trust", "install", there.toString());
    assertThat(newest().keys(Role.ROOT).threshold()).isEqualTo(2);
    requireStockMinisignVerifies(1, "ann", "ben");
    JsonNode whole = json(run("trust", "show", "--json"));
    assertThat(whole.get("complete").booleanValue()).isTrue();
    assertThat(whole.get("repo").textValue()).isEqualTo("home");
    assertThat(whole.at("/roles/channel/threshold").intValue()).isEqualTo(1);
  }

  @Test
  void aRootByItselfIsShownWithoutAWordAboutSignatures() throws IOException {
    completeTeam();

    JsonNode shown = json(run("trust", "show", "keys/root.json", "--json"));

    assertThat(texts(shown.at("/roles/root/keys")))
        .containsExactly(id("ann"), id("ben"), id("cem"));
    assertThat(shown.has("signatures")).isFalse();
    assertThat(refused(4, "trust", "show", "tk.toml").err()).contains("malformed document");
  }

  @Test
  void whoSignsAfterItIsCompleteIsAddedToo() throws IOException {
    completeTeam();
    Path file = directory.resolve("keys/root-1.proposal.json");

    run("trust", "sign", file.toString(), "-s", "keys/cem.key");

    requireStockMinisignVerifies(1, "ann", "ben", "cem");
  }

  @Test
  void aKeyIsRevokedFromOneRoleOrFromAll() throws IOException {
    completeTeam();
    run(
        "trust",
        "rotate",
        "--add-release-key",
        "keys/ann.pub",
        "--add-channel-key",
        "keys/ann.pub",
        "-s",
        "keys/ann.key",
        "-s",
        "keys/cem.key");
    run(
        "trust",
        "revoke",
        id("ann").toLowerCase(Locale.ROOT),
        "--role",
        "channel",
        "-s",
        "keys/ann.key",
        "-s",
        "keys/cem.key");
    assertThat(ids(newest(), Role.CHANNEL)).doesNotContain(id("ann"));
    assertThat(ids(newest(), Role.RELEASE)).contains(id("ann"));

    TkRun last = run("trust", "revoke", id("ann"), "-s", "keys/ben.key", "-s", "keys/cem.key");

    assertThat(newest().version()).isEqualTo(4);
    assertThat(ids(newest(), Role.ROOT)).containsExactly(id("ben"), id("cem"));
    assertThat(ids(newest(), Role.RELEASE)).doesNotContain(id("ann"));
    assertThat(last.out())
        .contains("root: without key " + id("ann"))
        .contains("release: without key " + id("ann"));
  }

  @Test
  void aRoleIsNeverLeftBelowItsThreshold() throws IOException {
    completeTeam();
    run(
        "trust",
        "revoke",
        id("ann"),
        "-s",
        "keys/ann.key",
        "-s",
        "keys/ben.key",
        "-s",
        "keys/cem.key");

    assertThat(refused(2, "trust", "revoke", id("ben"), "--role", "root").err())
        .contains("the role root could never sign again")
        .contains("expected at least 2, its threshold, found 1")
        .contains("--replacement FILE")
        .contains("tk trust rotate --root-threshold");
    assertThat(refused(2, "trust", "revoke", id("ben"), "--role", "release").err())
        .contains("the role release could never sign again")
        .contains("--replacement FILE")
        .doesNotContain("--release-threshold");
  }

  @Test
  void whatCannotBeARoleIsRefused() throws IOException {
    keys("ann", "ben", "again");
    for (String threshold : List.of("0", "3", "-1")) {
      assertThat(refused(2, first("--root-threshold", threshold)).err())
          .contains("threshold out of bounds: role root")
          .contains("found " + threshold);
    }
    assertThat(refused(2, first("--root-key", "keys/ann.pub")).err())
        .contains("a key listed twice for one role: role root");
    MinisignPublicKey ann = publicKey("ann");
    Files.writeString(
        directory.resolve("keys/again.pub"),
        MinisignPublicKey.of(new KeyId("0123456789ABCDEF"), HexFormat.of().parseHex(ann.point()))
            .fileText());
    assertThat(refused(2, first("--root-key", "keys/again.pub")).err())
        .contains("a key listed twice for one role: role root");
    assertThat(refused(2, first("--root-key", "keys/ann.key")).err())
        .contains("not a minisign public key")
        .contains(".pub file");
    assertThat(refused(2, "trust", "init", "--root-key", "keys/ann.pub").err())
        .contains("no keys for the role release")
        .contains("--release-key FILE");
  }

  @Test
  void aFirstRootIsNeverMadeOverAnother() {
    run("keygen", "-W");

    assertThat(
            refused(
                    2,
                    "trust",
                    "init",
                    "--root-key",
                    "keys/release.pub",
                    "--release-key",
                    "keys/release.pub",
                    "--channel-key",
                    "keys/release.pub",
                    "-s",
                    "keys/release.key")
                .err())
        .contains("never overwritten");
  }

  @Test
  void aRotationThatSaysNothingOrNamesNoKnownKeyIsRefused() {
    completeTeam();

    assertThat(refused(2, "trust", "rotate").err()).contains("nothing would change");
    assertThat(refused(2, "trust", "revoke", "0123456789ABCDEF").err())
        .contains("no role to revoke the key from has it")
        .contains("tk trust show");
    assertThat(refused(2, "trust", "revoke", "xyz").err()).contains("not a key id");
    assertThat(refused(2, "trust", "rotate", "--add-root-key", "keys/ann.pub").err())
        .contains("a key listed twice for one role: role root");
  }

  @Test
  void onlyAKeyOfTheOldOrTheNewRootSignsAndOnce() throws IOException {
    completeTeam();
    keys("dan");
    run("trust", "rotate", "--release-key", "keys/dan.pub", "-s", "keys/ann.key");
    String file = "keys/root-2.proposal.json";

    assertThat(refused(2, "trust", "sign", file, "-s", "keys/dan.key").err())
        .contains("in neither the old nor the new one")
        .contains(id("dan"));
    assertThat(refused(2, "trust", "sign", file, "-s", "keys/ann.key").err())
        .contains("signed already");
    MinisignSecretKey dan = SecretKeyFile.open(directory.resolve("keys/dan.key"), purpose -> "");
    assertThat(dan.id().hex()).isEqualTo(id("dan"));
    assertThat(refused(2, "trust", "rotate", "--release-key", "keys/dan.pub").err())
        .contains("somebody may have signed it");
  }

  @Test
  void aWrongPasswordSignsNothing() throws IOException {
    keys("ann", "ben");
    SecureRandom random = new SecureRandom();
    MinisignSecretKey key = MinisignSecretKey.generate(random);
    ScryptLimits quick = new ScryptLimits(1 << 19, 1 << 24);
    Path secret =
        Files.writeString(
            directory.resolve("cem.key"), SecretKeyFile.write(key, "right", quick, random));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(directory.resolve("keys/cem.pub"), key.publicKey().fileText());
    Files.writeString(directory.resolve("password"), "wrong\n");
    initTeam();

    assertThat(
            refused(
                    2,
                    "trust",
                    "sign",
                    "keys/root-1.proposal.json",
                    "-s",
                    "cem.key",
                    "--password-file",
                    "password")
                .err())
        .contains("wrong password");
  }

  @Test
  void aTamperedFileIsUntrusted() throws IOException {
    completeTeam();
    keys("dan");
    run("trust", "rotate", "--release-key", "keys/dan.pub", "-s", "keys/ann.key");
    Path file = directory.resolve("keys/root-2.proposal.json");
    String good = Files.readString(file);

    for (String bad :
        List.of(
            good.replace("\\\"version\\\" : 2", "\\\"version\\\" : 3"),
            good.replace("\\\"threshold\\\" : 1", "\\\"threshold\\\" : 2"),
            good.replace("\\\"repo\\\" : \\\"home\\\"", "\\\"repo\\\" : \\\"away\\\""),
            good.replace("version=2", "version=3"),
            good.replace(id("ann") + "\" :", "0123456789ABCDEF\" :"),
            good.replace("\"root-proposal\"", "\"root\""),
            good.replaceFirst("\"signatures\"", "\"extra\" : 1, \"signatures\""),
            good.substring(0, good.length() / 2),
            good + " ".repeat(1 << 16),
            "")) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(file, bad);
      refused(4, "trust", "sign", file.toString(), "-s", "keys/ben.key");
      refused(4, "trust", "install", file.toString());
    }
    Files.writeString(file, good);
    run("trust", "sign", file.toString(), "-s", "keys/ben.key");
  }

  @Test
  void aFileOfAnotherRepositoryIsUntrusted() {
    completeTeam();
    Path other = foreignDirectory("away");

    assertThat(refused(4, "trust", "sign", other + "/root-2.proposal.json").err())
        .contains("the proposal is for another repository")
        .contains("expected home, found away");
  }

  @Test
  void aFileThatFollowsAnotherRootIsUntrusted() {
    completeTeam();
    Path other = foreignDirectory("home");

    assertThat(refused(4, "trust", "sign", other + "/root-2.proposal.json").err())
        .contains("the root that the proposal follows is another");
  }

  @Test
  void whatIsOldTakenOrTooNewIsUntrusted() throws IOException {
    completeTeam();
    keys("dan", "eva");
    String[] both = {"-s", "keys/ann.key", "-s", "keys/ben.key"};
    run("trust", "rotate", "--release-key", "keys/dan.pub", "-o", "stale.json");
    Path copy = Files.createDirectories(directory.resolve("copy"));
    Files.copy(directory.resolve("tk.toml"), copy.resolve("tk.toml"));
    copyTree(directory.resolve("keys"), copy.resolve("keys"));
    run(plus(both, "trust", "rotate", "--release-key", "keys/eva.pub"));

    assertThat(refused(4, "trust", "sign", "stale.json", "-s", "keys/ann.key").err())
        .contains("another root has this version already");
    run(plus(both, "trust", "rotate", "--release-key", "keys/dan.pub"));
    assertThat(refused(4, "trust", "sign", "stale.json", "-s", "keys/ann.key").err())
        .contains("older than the newest root here");
    run("trust", "rotate", "--release-key", "keys/eva.pub", "-o", "new.json");
    TkRun behind = TkRun.in(copy, "trust", "sign", "../new.json", "-s", "keys/ann.key");
    assertThat(behind.exitCode()).isEqualTo(4);
    assertThat(behind.err()).contains("the versions before the proposed root are not here");
  }

  @Test
  void anIncompleteFileIsNotInstalled() {
    team();
    run("trust", "sign", "keys/root-1.proposal.json", "-s", "keys/ann.key");

    assertThat(refused(4, "trust", "install", "keys/root-1.proposal.json").err())
        .contains("too few signatures for the role root");
    assertThat(directory.resolve("keys/root.json")).doesNotExist();
  }

  @Test
  void aRootPutThereByHandWithoutEnoughSignaturesStopsEverything() throws IOException {
    completeTeam();
    keys("dan");
    run("trust", "rotate", "--release-key", "keys/dan.pub");
    TrustRoot next = RootProposalFile.read(directory.resolve("keys/root-2.proposal.json")).root();
    Files.write(directory.resolve("keys/root/2.json"), TrustRootCodec.write(next));

    assertThat(refused(4, "trust", "show").err())
        .contains("too few signatures for the role root")
        .contains("tk trust install");
    Files.delete(directory.resolve("keys/root/2.json"));
    Files.writeString(directory.resolve("keys/root.json"), "{}");
    assertThat(refused(2, "trust", "show").err()).contains("not the newest one").contains("cp ");
  }

  @Test
  void keygenByNameMakesAPairAndNoRoot() throws IOException {
    run("keygen", "--name", "ann", "-W");

    assertThat(directory.resolve("keys/root.json")).doesNotExist();
    assertThat(refused(2, "keygen", "--name", "ann", "-W").err()).contains("never overwritten");
    assertThat(refused(2, "keygen", "--name", "../ann", "-W").err())
        .contains("not a name for a key");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("keys/ann.key"))))
        .isEqualTo("rw-------");
    run("keygen", "-W");
  }

  private void team() {
    keys("ann", "ben", "cem");
    initTeam();
  }

  private void initTeam() {
    run(
        "trust",
        "init",
        "--root-key",
        "keys/ann.pub",
        "keys/ben.pub",
        "keys/cem.pub",
        "--root-threshold",
        "2",
        "--release-key",
        "keys/ben.pub",
        "--channel-key",
        "keys/cem.pub");
  }

  private void completeTeam() {
    team();
    for (String name : List.of("ann", "ben")) {
      run("trust", "sign", "keys/root-1.proposal.json", "-s", "keys/" + name + ".key");
    }
  }

  private String[] first(String... more) {
    return plus(
        more,
        "trust",
        "init",
        "--root-key",
        "keys/ann.pub",
        "keys/ben.pub",
        "--release-key",
        "keys/ann.pub",
        "--channel-key",
        "keys/ann.pub");
  }

  /** A directory of keys of somebody else, with a proposal that its own key has signed. */
  private Path foreignDirectory(String repo) {
    Path other = directory.resolve("other");
    for (String[] command :
        new String[][] {
          {"init", "other", "--repo", repo},
          {"keygen", "-W", "-c", "other/tk.toml"},
          {"keygen", "--name", "next", "-W", "-c", "other/tk.toml"},
          {"trust", "rotate", "--add-root-key", "other/keys/next.pub", "-c", "other/tk.toml"}
        }) {
      run(command);
    }
    return other.resolve("keys");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static List<String> ids(TrustRoot root, Role role) {
    return root.keys(role).keys().stream().map(key -> key.id().hex()).toList();
  }

  private static JsonNode json(TkRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.textValue()));
    return texts;
  }

  private static String[] plus(String[] last, String... first) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(last)).toArray(String[]::new);
  }
}
