package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.builder.cli.Artifacts;
import org.psyopsos.builder.cli.Caller;
import org.psyopsos.builder.cli.Tk;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.sign.SecretKeyFile;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.testing.TestRepository;

/** A directory with settings, keys, artifacts and a deaddrop, and the people's commands in it. */
final class PublishingMachine {

  private final Path directory;
  private Instant now;

  private PublishingMachine(Path directory, Instant now) {
    this.directory = directory;
    this.now = now;
  }

  /** The three people of the document, and what they have released. */
  static PublishingMachine ofTheTeam(Path directory) throws IOException {
    PublishingMachine machine = new PublishingMachine(directory, TestRepository.ISSUED);
    Artifacts.write(Files.createDirectories(directory).resolve("artifacts"));
    for (String command : KeysDocument.commands("A team of three")) {
      machine.run(command);
      if (command.equals("tk init")) {
        machine.nameRepository();
      }
    }
    return machine;
  }

  /** What somebody has who copied everything but the secret keys, and stole one of them. */
  PublishingMachine copiedByThief(Path to, String stolen) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.toList()) {
        String name = directory.relativize(file).toString();
        if (!name.endsWith(".key") || name.equals("keys/" + stolen + ".key")) {
          Files.copy(file, to.resolve(name));
        }
      }
    }
    return new PublishingMachine(to, now);
  }

  /** Runs all commands under a heading of the document. */
  void runDocumented(String heading, String keyId) throws IOException {
    for (String command : KeysDocument.commands(heading)) {
      run(command.replace("KEYID", keyId));
    }
  }

  /** Runs a command as it stands in the document; keys get no password, nobody being here. */
  void run(String command) {
    Result result = tk(command);
    assertThat(result.exitCode()).as(command + "\n" + result.err()).isZero();
  }

  /** Runs a command that must not succeed; returns what it said. */
  String refused(String command) {
    Result result = tk(command);
    assertThat(result.exitCode()).as(command + "\n" + result.out()).isNotZero();
    return result.err();
  }

  /** Lets an hour pass. */
  void later() {
    now = now.plus(Duration.ofHours(1));
  }

  Instant now() {
    return now;
  }

  /** Puts the whole deaddrop on the web. */
  void upload(TestDeaddrop web) throws IOException {
    Path deaddrop = directory.resolve("deaddrop");
    try (Stream<Path> all = Files.walk(deaddrop)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        web.put(deaddrop.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  byte[] root() throws IOException {
    return Files.readAllBytes(file("keys/root.json"));
  }

  MinisignSecretKey secretKey(String name) throws IOException {
    return SecretKeyFile.open(file("keys/" + name + ".key"), purpose -> "");
  }

  String keyId(String name) throws IOException {
    String text = Files.readString(file("keys/" + name + ".pub"));
    return MinisignPublicKey.ofText(text).id().hex();
  }

  private record Result(int exitCode, String out, String err) {}

  private Result tk(String command) {
    List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
    assertThat(words.remove(0)).isEqualTo("tk");
    if (words.get(0).equals("keygen") && !words.contains("--no-password")) {
      words.add("--no-password");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Tk.run(
            words,
            new Caller(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                directory,
                Clock.fixed(now, ZoneOffset.UTC),
                new SecureRandom(),
                new ProcessCommandRunner(),
                Optional.empty()));
    return new Result(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The node's settings are those of the test repository. */
  private void nameRepository() {
    Path settings = file("tk.toml");
    try {
      String text = Files.readString(settings);
      Files.writeString(
          settings, text.replaceFirst("(?m)^repo = .*$", "repo = \"" + TestRepository.REPO + "\""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
