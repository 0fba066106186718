package org.psyopsos.builder.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** The signed releases in an output directory. */
public final class ReleaseFolder {

  private final Path directory;
  private final Platform platform;
  private final TrustRoot root;

  /**
   * Looks into a directory of releases.
   *
   * @param directory where {@code tk mkimage} puts them: {@code OUT/os}
   * @param root whose keys must have signed them
   */
  public ReleaseFolder(Path directory, TrustRoot root, Platform platform) {
    this.directory = directory;
    this.platform = platform;
    this.root = root;
  }

  /** The newest version of a type; none where there is no release of it. */
  public Optional<ReleaseVersion> newest(ReleaseType type) {
    String prefix = type.id() + "." + type.qualifier(platform) + ".";
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(prefix) && name.endsWith(DeaddropNames.MANIFEST_SUFFIX))
          .map(
              name ->
                  name.substring(
                      prefix.length(), name.length() - DeaddropNames.MANIFEST_SUFFIX.length()))
          .filter(version -> version.matches("\\d{8}-\\d{6}"))
          .map(ReleaseVersion::new)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new BadInput(
          Problem.of("cannot read the releases").at(directory).found(e.toString()), e);
    }
  }

  /**
   * Opens a release, the newest where no version is named; its manifest is verified.
   *
   * @throws BadInput where it is not there
   * @throws org.psyopsos.failure.Untrusted where the manifest is not signed by who may, or is for
   *     another repository or platform
   */
  public LocalRelease take(ReleaseType type, Optional<ReleaseVersion> version) {
    ReleaseVersion wanted =
        version.or(() -> newest(type)).orElseThrow(() -> missing(type, directory));
    Path manifest = directory.resolve(type.stem(platform, wanted) + DeaddropNames.MANIFEST_SUFFIX);
    if (!Files.isRegularFile(manifest)) {
      throw missing(type, manifest);
    }
    ReleaseVerifier verifier = new ReleaseVerifier(root, platform, AgentVersion.CURRENT);
    SignedDocument signed = LocalRelease.readManifest(manifest);
    try {
      return new LocalRelease(verifier.verify(signed, type), directory);
    } catch (Untrusted e) {
      throw e.reason() == Reason.UNKNOWN_KEY ? new Untrusted(e.reason(), unsigned(e), e) : e;
    }
  }

  private static Problem unsigned(Untrusted e) {
    return e.problem()
        .hint(
            "where a signature is missing, 'tk sign --add' adds it; where the keys have changed"
                + " since, make a new release");
  }

  /** The same, and verified to the last byte. */
  public LocalRelease verified(
      ReleaseType type, Optional<ReleaseVersion> version, Progress progress) {
    LocalRelease release = take(type, version);
    release.verifyContent(root, progress);
    return release;
  }

  private BadInput missing(ReleaseType type, Path where) {
    return new BadInput(
        Problem.of("no " + type.id() + " release for " + platform)
            .at(where)
            .hint("make one with 'tk mkimage " + command(type) + "'"));
  }

  private static String command(ReleaseType type) {
    return type == ReleaseType.OS ? "os" : "esp";
  }
}
