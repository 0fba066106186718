package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.sign.FileVerifier;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.sign.PublicKeyFile;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tk verify}: what {@code minisign -V -H} does, and for a manifest the release as well. */
@Command(
    name = "verify",
    description = {
      "Verifies signed files, by one public key or by the trust root.",
      "For a manifest also its tarball and chunk index, to the last byte."
    })
final class VerifyCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to verify.")
  private List<Path> files = List.of();

  @Option(
      names = {"-p", "--public-key"},
      paramLabel = "FILE",
      description = "Believe this minisign public key, and nothing else.")
  private Optional<Path> publicKey = Optional.empty();

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "Trust root (default: root.json in the keys directory of tk.toml).")
  private Optional<Path> root = Optional.empty();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "Who must have signed: root, release or channel (default: by the file's place).")
  private Optional<Role> role = Optional.empty();

  VerifyCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    FileVerifier verifier = verifier();
    List<String> lines = new ArrayList<>();
    ObjectNode json = Json.object();
    ArrayNode verified = json.putArray("verified");
    for (Path given : files) {
      Path file = tk.resolve(given);
      String comment = verifier.verify(file, role);
      lines.add(file + ": good signature; trusted comment: " + comment);
      ObjectNode entry = verified.addObject().put("file", file.toString()).put("comment", comment);
      if (ReleaseCheck.isManifest(file)) {
        LocalRelease release = new ReleaseCheck(verifier, tk.caller().progress()).check(file);
        int count = release.manifest().files().size();
        lines.add(release.tarball() + ": all " + count + " files are as signed");
        entry.put("tarball", release.tarball().toString()).put("files", count);
      }
    }
    tk.print(new Report(lines, json));
    return ExitCode.OK.code();
  }

  private FileVerifier verifier() throws IOException {
    if (publicKey.isPresent()) {
      return FileVerifier.byKey(PublicKeyFile.read(tk.resolve(publicKey.get())));
    }
    Path file = tk.resolve(root).orElseGet(() -> new KeyDirectory(tk.settings().keys()).root());
    TrustRoot trust = TrustRootCodec.read(Files.readAllBytes(file), file.toString());
    return FileVerifier.byRoot(trust);
  }
}
