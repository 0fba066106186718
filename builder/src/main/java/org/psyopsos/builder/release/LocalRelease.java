package org.psyopsos.builder.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.sign.SignatureFiles;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.TarballReader;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.signature.MinisignVerifier;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/**
 * A release whose objects lie in a directory, verified to the last byte.
 *
 * @param release its verified manifest
 * @param directory where its objects lie
 */
public record LocalRelease(VerifiedRelease release, Path directory) {

  /** Reads the manifest file and its signature; nothing in it may be believed yet. */
  public static SignedDocument readManifest(Path file) {
    return new SignedDocument(file.toString(), read(file), readSignatures(file));
  }

  public Manifest manifest() {
    return release.manifest();
  }

  public Path tarball() {
    return directory.resolve(manifest().tarball().name());
  }

  public Path chunks() {
    return directory.resolve(manifest().chunks().name());
  }

  public Path manifestFile() {
    return directory.resolve(manifest().stem() + DeaddropNames.MANIFEST_SUFFIX);
  }

  /** The signatures that lie beside a file, the first one first. */
  public static List<Path> signaturesOf(Path file) {
    try {
      List<Path> signatures = SignatureFiles.of(file);
      return signatures.isEmpty() ? List.of(SignatureFiles.first(file)) : signatures;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Checks chunk index, tarball and the tarball's own signature.
   *
   * @throws Untrusted where anything is not as it was signed
   * @throws BadInput where a file is missing
   */
  public void verifyContent(TrustRoot root, Progress progress) {
    ChunkIndex index = ChunkIndexCodec.read(read(chunks()), manifest());
    requireSize();
    verifySignature(root);
    try (Progress.Step step = progress.begin("verifying " + tarball().getFileName(), size());
        InputStream in = new BufferedInputStream(Files.newInputStream(tarball()), 1 << 16)) {
      TarballReader.read(release, index, in, new Counting(step));
    } catch (IOException e) {
      throw unreadable(tarball(), e);
    }
  }

  /** It is for people: one release key is enough. What nodes ask for has signed the manifest. */
  private void verifySignature(TrustRoot root) {
    Map<Role, RoleKeys> roles = new EnumMap<>(root.roles());
    roles.computeIfPresent(Role.RELEASE, (role, keys) -> new RoleKeys(keys.keys(), 1));
    new TrustRoot(root.repo(), root.version(), roles)
        .verify(
            Role.RELEASE,
            tarball().toString(),
            readSignatures(tarball()),
            (key, parsed) -> {
              try {
                MinisignVerifier.verify(key, tarball(), parsed);
              } catch (IOException e) {
                throw unreadable(tarball(), e);
              }
            });
  }

  private void requireSize() {
    long found = size();
    if (found != manifest().tarball().size()) {
      throw new Untrusted(
          Reason.SIZE_MISMATCH,
          Problem.of("the tarball does not have the signed size")
              .at(tarball())
              .expected(manifest().tarball().size())
              .found(found)
              .hint("make the release again with tk mkimage"));
    }
  }

  private long size() {
    try {
      return Files.size(tarball());
    } catch (IOException e) {
      throw unreadable(tarball(), e);
    }
  }

  private static List<byte[]> readSignatures(Path file) {
    return signaturesOf(file).stream().map(LocalRelease::read).toList();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static BadInput unreadable(Path file, IOException e) {
    Problem problem = Problem.of("cannot read a file of the release").at(file);
    return e instanceof NoSuchFileException
        ? new BadInput(problem.found("no such file").hint("make the release with tk mkimage"), e)
        : new BadInput(problem.found(String.valueOf(e.getMessage())), e);
  }

  private record Counting(Progress.Step step) implements TarballReader.Content {
    @Override
    public void begin(Artifact file) {}

    @Override
    public void chunk(byte[] bytes, int length) {
      step.advance(length);
    }

    @Override
    public void end() {}
  }
}
