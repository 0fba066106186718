package org.psyopsos.builder.sign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.Manifest.ChunkIndexFile;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.signature.MinisignVerifier;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;

/** Verifies files by the signatures beside them. */
public final class FileVerifier {

  private final Function<String, TrustRoot> roots;

  private FileVerifier(Function<String, TrustRoot> roots) {
    this.roots = roots;
  }

  /** Believes whom a trust root lists. */
  public static FileVerifier byRoot(TrustRoot root) {
    return new FileVerifier(repo -> root);
  }

  /** Believes one key in every role, whatever the repository. */
  public static FileVerifier byKey(MinisignPublicKey key) {
    RoleKeys one = new RoleKeys(List.of(key), 1);
    return new FileVerifier(
        repo ->
            new TrustRoot(
                repo,
                1,
                Arrays.stream(Role.values())
                    .collect(Collectors.toMap(Function.identity(), role -> one))));
  }

  /** Whom to believe about a repository. */
  public TrustRoot rootFor(String repo) {
    return roots.apply(repo);
  }

  /**
   * Verifies a file.
   *
   * @param role who must have signed; where it is empty the file's place in a deaddrop says it
   * @return the trusted comment
   * @throws org.psyopsos.failure.Untrusted where the signatures are not good or not enough
   * @throws BadInput where there is no signature
   */
  public String verify(Path file, Optional<Role> role) throws IOException {
    return rootFor("any")
        .verify(
            role.orElseGet(() -> roleOf(file)),
            file.toString(),
            signatures(file),
            (key, signature) -> verify(key, file, signature));
  }

  private static void verify(MinisignPublicKey key, Path file, MinisignSignature signature) {
    try {
      MinisignVerifier.verify(key, file, signature);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> signatures(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new BadInput(
          Problem.of("no such file to verify").at(file).hint("compare the name with ls"));
    }
    List<byte[]> signatures = new ArrayList<>();
    for (Path signature : SignatureFiles.of(file)) {
      signatures.add(Files.readAllBytes(signature));
    }
    if (signatures.isEmpty()) {
      throw new BadInput(
          Problem.of("no signature")
              .at(file)
              .expected(SignatureFiles.first(file).getFileName() + " beside it")
              .hint(unsignedHint(String.valueOf(file.getFileName()))));
    }
    return signatures;
  }

  /** Not everything that tk makes is signed itself. */
  private static String unsignedHint(String name) {
    if (name.endsWith(ChunkIndexFile.SUFFIX)) {
      String stem = name.substring(0, name.length() - ChunkIndexFile.SUFFIX.length());
      return "tk verify "
          + stem
          + DeaddropNames.MANIFEST_SUFFIX
          + " verifies the chunk index, too: the manifest has its hash";
    }
    return name.endsWith(".img")
        ? "images are not signed: verify the manifests of the releases that it was made of"
        : "sign it with tk sign, or fetch its signature too";
  }

  private static Role roleOf(Path file) {
    List<String> names = new ArrayList<>();
    file.toAbsolutePath().forEach(part -> names.add(part.toString()));
    if (!names.get(names.size() - 1).matches("[0-9]+\\.json")) {
      return Role.RELEASE;
    }
    return names.contains("channels") ? Role.CHANNEL : Role.ROOT;
  }
}
