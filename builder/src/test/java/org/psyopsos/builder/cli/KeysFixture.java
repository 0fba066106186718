package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** A directory of keys without passwords for the repository {@code home}. */
abstract class KeysFixture {

  @TempDir Path directory;

  @BeforeEach
  final void settings() {
    run("init", "--repo", "home");
  }

  /** Runs what must succeed. */
  final TkRun run(String... arguments) {
    TkRun run = TkRun.in(directory, arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  /** Runs what must fail with this exit code and change nothing. */
  final TkRun refused(int code, String... arguments) {
    Map<String, String> before = files();
    TkRun run = TkRun.in(directory, arguments);
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(code);
    assertThat(files()).isEqualTo(before);
    return run;
  }

  /** Makes a pair of each name. */
  final void keys(String... names) {
    for (String name : names) {
      run("keygen", "--name", name, "-W");
    }
  }

  final MinisignPublicKey publicKey(String name) throws IOException {
    return MinisignPublicKey.ofText(Files.readString(directory.resolve("keys/" + name + ".pub")));
  }

  final String id(String name) throws IOException {
    return publicKey(name).id().hex();
  }

  /** The root that new images carry, which is the newest of its versions too. */
  final TrustRoot newest() throws IOException {
    Path file = directory.resolve("keys/root.json");
    TrustRoot root = TrustRootCodec.read(Files.readAllBytes(file), file.toString());
    assertThat(file)
        .hasSameBinaryContentAs(directory.resolve("keys/root/" + root.version() + ".json"));
    return root;
  }

  /** Checks a signature with the stock minisign. */
  final void requireStockMinisignVerifies(Path document, Path signature, String signer) {
    Path key = directory.resolve("keys/" + signer + ".pub");
    new ProcessCommandRunner()
        .runOrFail(
            "minisign",
            "-V",
            "-H",
            "-p",
            key.toString(),
            "-x",
            signature.toString(),
            "-m",
            document.toString());
  }

  /** Checks that these have signed a root, and nobody else. */
  final void requireStockMinisignVerifies(int version, String... signers) throws IOException {
    Path document = directory.resolve("keys/root/" + version + ".json");
    for (String signer : signers) {
      Path signature = Path.of(document + "." + id(signer) + ".minisig");
      requireStockMinisignVerifies(document, signature, signer);
    }
    try (Stream<Path> files = Files.list(document.resolveSibling(""))) {
      assertThat(files.filter(file -> file.toString().startsWith(document + ".")))
          .hasSize(signers.length);
    }
  }

  private Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
