package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.builder.publish.LocalRelease;
import org.psyopsos.builder.release.ReleaseDescription;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.AgentVersion;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.TrustRoot;

/** The releases in a directory; what is taken from it has a verified manifest. */
public final class ReleaseShelf {

  private static final String MANIFEST = ".manifest.json";

  private final Path directory;
  private final TrustRoot root;
  private final Platform platform;

  public ReleaseShelf(Path directory, TrustRoot root, Platform platform) {
    this.directory = directory;
    this.root = root;
    this.platform = platform;
  }

  /**
   * The release of this version, or the newest.
   *
   * @throws BadInput where there is none
   * @throws org.psyopsos.failure.Untrusted where its manifest is not signed by who may, or is for
   *     another repository or platform
   */
  public LocalRelease take(ReleaseType type, Optional<ReleaseVersion> version) throws IOException {
    String stem = version.isPresent() ? type.stem(platform, version.get()) : newest(type);
    Path file = directory.resolve(stem + MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw missing(type, file.toString());
    }
    VerifiedRelease release =
        new ReleaseVerifier(root, platform, AgentVersion.parse(ReleaseDescription.AGENT_VERSION))
            .verify(LocalRelease.readManifest(file), type);
    return new LocalRelease(release, directory);
  }

  private String newest(ReleaseType type) throws IOException {
    String prefix = type.id() + "." + type.qualifier(platform) + ".";
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(prefix) && name.endsWith(MANIFEST))
          .map(name -> name.substring(0, name.length() - MANIFEST.length()))
          .max(String::compareTo)
          .orElseThrow(() -> missing(type, directory.toString()));
    } catch (NoSuchFileException e) {
      throw new BadInput(missing(type, directory.toString()).problem(), e);
    }
  }

  private BadInput missing(ReleaseType type, String where) {
    String command = type == ReleaseType.OS ? "tk mkimage os" : "tk mkimage esp";
    return new BadInput(
        Problem.of("no " + type.id() + " release for " + platform)
            .at(where)
            .hint("make one with '" + command + "'"));
  }
}
