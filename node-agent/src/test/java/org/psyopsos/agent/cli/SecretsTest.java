package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;

/** What the secret partition holds does not leave it, whatever goes wrong. */
class SecretsTest extends NodeFixture {

  private static final String CANARY = "canary-7f3a";
  private static final String SECRET = "run/psyops/secret/node-agent.toml";

  @Test
  void aPasswordInTheAddressIsSentAndNeverTold() throws IOException {
    Set<String> sent = ConcurrentHashMap.newKeySet();
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          sent.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.getResponseHeaders().set("ETag", "\"2\"");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("2\n".getBytes(UTF_8));
        });
    secret("deaddrop = \"" + withPassword(deaddrop.url()) + "\"\n");
    for (String command : List.of("check", "run", "status", "run", "health")) {
      nothingIsTold(command);
      nothingIsTold(command, "--json", "--debug");
    }
    String basic = "node:" + CANARY + "?token=" + CANARY;
    assertThat(sent)
        .containsExactly("Basic " + Base64.getEncoder().encodeToString(basic.getBytes(UTF_8)));
    assertThat(node.run("check").err())
        .contains("warning: the password for " + deaddrop.url() + " is sent unencrypted");
  }

  @Test
  void anUnreachableServerIsToldWithoutThePassword() throws IOException {
    secret("deaddrop = \"" + withPassword(deaddrop.url()) + "\"\n");
    deaddrop.close();
    assertThat(nothingIsTold("run", "--debug").err()).contains(deaddrop.url());
    assertThat(node.run("status").out()).contains("does not answer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deaddrop = \"https://host/?token=canary-7f3a\"",
        "deaddrop = \"https://host/#canary-7f3a\"",
        "deaddrop = \"ftp://node:canary-7f3a@host/\"",
        "deaddrop = \"https://node:canary-7f3a with a blank@host/\"",
        "deaddrop = \"node:canary-7f3a@host\"",
        "deaddrop = \"canary-7f3a\"",
        "proxy = \"https://node:canary-7f3a@host:3128\"",
        "proxy = \"http://node:canary-7f3a@host\"",
        "proxy = \"http://node:canary-7f3a with a blank@host:3128\"",
        "proxy = [\"http://node:canary-7f3a@host:3128\"]",
        "deaddrop = [\"https://node:canary-7f3a@host/\"]",
        "deaddrop = \"https://node:canary-7f3a@host/",
        "deaddrop = https://node:canary-7f3a@host/",
        "deaddrop = \"https://node:canary-7f3a@host/\" and more",
      })
  void settingsThatAreWrongAreToldWithoutTheSecretInThem(String line) throws IOException {
    secret(line + "\n");
    assertThat(nothingIsTold("check", "--debug").exitCode()).isEqualTo(2);
  }

  @Test
  void aSecretFileThatEverybodyCanReadIsWarnedOf() throws IOException {
    Path file = secret("boot_attempts = 2\n");
    assertThat(node.run("check").err()).isEmpty();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(node.run("check").err())
        .contains("warning: " + file + " can be read by everybody on this node");
  }

  private Path secret(String toml) throws IOException {
    Path file = node.write(SECRET, toml.getBytes(UTF_8));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String withPassword(String url) {
    return url.replace("http://", "http://node:" + CANARY + "%3Ftoken=" + CANARY + "@");
  }

  private Ended nothingIsTold(String... command) throws IOException {
    Ended ended = node.run(command);
    assertThat(ended.out() + ended.err()).doesNotContain(CANARY);
    try (Stream<Path> files = Files.walk(node.root().resolve("var/lib/node-agent"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(CANARY);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return ended; // Nothing was kept.
    }
    return ended;
  }
}
