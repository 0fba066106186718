package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code tk deploy} makes of roots and thresholds. */
class TrustDeployTest extends KeysFixture {

  private static final String CHANNEL = "channels/stable/x86_64-uefi/";
  private static final String MANIFEST = "psyopsOS.x86_64.20261121-101500.manifest.json";

  @BeforeEach
  void artifacts() throws IOException {
    Artifacts.write(directory.resolve("artifacts"));
  }

  @Test
  void allRootsArePublishedLowerVersionsFirstAndDocumentsAfterTheirSignatures() throws IOException {
    run("keygen", "-W");
    keys("next");
    run("trust", "rotate", "--channel-key", "keys/next.pub", "-s", "keys/release.key");
    release("20261121-101500");

    List<String> uploaded = uploaded(run("deploy", "-s", "keys/next.key", "--json"));

    assertThat(uploaded.subList(0, 4))
        .containsExactly(
            "root/1.json." + id("release") + ".minisig",
            "root/1.json",
            "root/2.json." + id("release") + ".minisig",
            "root/2.json");
    assertThat(directory.resolve("deaddrop/root/2.json"))
        .hasSameBinaryContentAs(directory.resolve("keys/root.json"));
  }

  @Test
  void aKeyThatTheNewestRootDoesNotListMayNotDeploy() throws IOException {
    run("keygen", "-W");
    keys("next");
    run("trust", "rotate", "--channel-key", "keys/next.pub", "-s", "keys/release.key");
    release("20261121-101500");

    TkRun run = refused(2, "deploy");

    assertThat(run.err())
        .contains("no node would follow this key")
        .contains("expected key " + id("next") + ", found key " + id("release"))
        .contains("tk trust rotate --add-channel-key");
  }

  @Test
  void documentsOfARevokedChannelKeyAreLeftBehind() throws IOException {
    run("keygen", "-W");
    keys("next");
    release("20261121-101500");
    run("deploy");
    run("trust", "rotate", "--channel-key", "keys/next.pub", "-s", "keys/release.key");

    run("deploy", "-s", "keys/next.key");

    assertThat(directory.resolve("deaddrop/" + CHANNEL + "latest")).hasContent("2");
  }

  @Test
  void aReleaseOfARevokedKeyIsNotOffered() {
    run("keygen", "-W");
    keys("next");
    release("20261121-101500");
    run("trust", "rotate", "--release-key", "keys/next.pub", "-s", "keys/release.key");

    assertThat(refused(4, "deploy").err())
        .contains("a key that may not sign for the role release")
        .contains("make a new release");
  }

  @Test
  void anIncompleteNewestRootStopsDeploy() throws IOException {
    run("keygen", "-W");
    keys("next");
    release("20261121-101500");
    run("trust", "rotate", "--channel-key", "keys/next.pub", "-s", "keys/release.key");
    Files.delete(directory.resolve("keys/root/2.json." + id("release") + ".minisig"));

    assertThat(refused(4, "deploy", "-s", "keys/next.key").err())
        .contains("too few signatures for the role root");
  }

  @Test
  void withoutARootTheHintSaysHowToMakeOne() {
    assertThat(refused(2, "deploy").err()).contains("no trust root").contains("tk trust init");
  }

  @Test
  void twoKeysSignWhatAChannelWithThresholdTwoOffers() throws IOException {
    run("keygen", "-W");
    keys("ann", "ben");
    run(
        "trust",
        "rotate",
        "--channel-key",
        "keys/ann.pub",
        "keys/ben.pub",
        "--channel-threshold",
        "2",
        "-s",
        "keys/release.key");
    release("20261121-101500");

    for (List<String> tooFew : List.of(List.of("ann"), List.of("ann", "ann"))) {
      assertThat(refused(2, deployBy(tooFew)).err())
          .contains("not as many different keys as the role channel asks for")
          .contains("found 1");
    }
    run(deployBy(List.of("ben", "ann")));

    Path document = directory.resolve("deaddrop/" + CHANNEL + "1.json");
    requireStockMinisignVerifies(document, Path.of(document + ".minisig"), "ben");
    requireStockMinisignVerifies(document, Path.of(document + "." + id("ann") + ".minisig"), "ann");
    assertThat(run("verify", document.toString()).out()).contains("good signature");
    run(deployBy(List.of("ann", "ben")));
    assertThat(directory.resolve("deaddrop/" + CHANNEL + "2.json")).doesNotExist();
    Files.delete(Path.of(document + "." + id("ann") + ".minisig"));
    run(deployBy(List.of("ann", "ben")));
    assertThat(directory.resolve("deaddrop/" + CHANNEL + "latest")).hasContent("2");
  }

  @Test
  void aReleaseWithThresholdTwoIsOfferedWhenTheSecondHasSigned() throws IOException {
    run("keygen", "-W");
    keys("ann", "ben");
    run(
        "trust",
        "rotate",
        "--release-key",
        "keys/ann.pub",
        "keys/ben.pub",
        "--release-threshold",
        "2",
        "-s",
        "keys/release.key");
    run("mkimage", "os", "--version", "20261121-101500", "-s", "keys/ann.key");
    Path manifest = directory.resolve("out/os/" + MANIFEST);

    assertThat(refused(4, "deploy").err())
        .contains("too few signatures for the role release")
        .contains("tk sign --add");
    refused(4, "verify", manifest.toString());
    assertThat(refused(2, "sign", "--add", manifest.toString(), "-s", "keys/ann.key").err())
        .contains("signed already");
    assertThat(refused(2, "sign", "--add", "tk.toml", "-s", "keys/ann.key").err())
        .contains("no signature to add one to");
    run("sign", "--add", manifest.toString(), "-s", "keys/ben.key");
    run("verify", manifest.toString());

    List<String> uploaded = uploaded(run("deploy", "--json"));

    String second = "os/" + MANIFEST + "." + id("ben") + ".minisig";
    assertThat(uploaded).containsSubsequence(second, "os/" + MANIFEST);
    Path published = directory.resolve("deaddrop/os/" + MANIFEST);
    requireStockMinisignVerifies(published, directory.resolve("deaddrop/" + second), "ben");
  }

  private void release(String version) {
    run("mkimage", "os", "--version", version);
  }

  private static String[] deployBy(List<String> names) {
    List<String> arguments = new ArrayList<>(List.of("deploy"));
    names.forEach(name -> arguments.addAll(List.of("-s", "keys/" + name + ".key")));
    return arguments.toArray(String[]::new);
  }

  private static List<String> uploaded(TkRun run) throws IOException {
    JsonNode json = new ObjectMapper().readTree(run.out());
    List<String> names = new ArrayList<>();
    json.get("uploaded").forEach(name -> names.add(name.textValue()));
    return names;
  }
}
