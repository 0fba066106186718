package org.psyopsos.builder.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.sign.SignatureFiles;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.testing.TestRoots;
import org.psyopsos.trust.RootLink;

/** Small signed releases as {@code tk mkimage os} leaves them. */
final class ReleaseOnDisk {

  static final TestRepository REPOSITORY = new TestRepository();
  static final Instant NOW = TestRepository.ISSUED;

  private ReleaseOnDisk() {}

  static LocalRelease write(Path directory, String version) throws IOException {
    TestRelease release = TestRelease.of(REPOSITORY, version);
    LocalRelease local =
        new LocalRelease(
            new ReleaseVerifier(REPOSITORY.root(), TestRepository.PLATFORM, AgentVersion.CURRENT)
                .verify(release.signedManifest(), ReleaseType.OS),
            directory);
    Files.createDirectories(directory);
    Files.write(local.tarball(), release.tarball());
    Files.write(
        SignatureFiles.first(local.tarball()),
        REPOSITORY.releaseKey.sign(release.tarball(), "type=psyopsOS version=" + version));
    Files.write(local.chunks(), release.chunkIndex());
    Files.write(local.manifestFile(), release.signedManifest().bytes());
    Files.write(
        SignatureFiles.first(local.manifestFile()), release.signedManifest().signatures().get(0));
    return local;
  }

  static Publication publication(LocalRelease os, Instant now) {
    Target all = new Target(TestRepository.CHANNEL, TestRepository.PLATFORM, Optional.empty());
    return publication(all, Optional.of(os), Amendments.none(), now);
  }

  static Publication publication(
      Target target, Optional<LocalRelease> os, Amendments amendments, Instant now) {
    TestRoots roots = new TestRoots().with(REPOSITORY.root(), REPOSITORY.rootKey);
    return new Publication(
        new Publication.Trust(List.of(RootLink.alone(1, roots).orElseThrow())),
        target,
        os,
        Optional.empty(),
        amendments,
        now,
        Duration.ofDays(30));
  }
}
