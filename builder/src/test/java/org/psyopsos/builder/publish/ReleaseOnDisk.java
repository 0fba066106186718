package org.psyopsos.builder.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.release.AgentVersion;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.TrustRootCodec;

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
        LocalRelease.signatureOf(local.tarball()),
        REPOSITORY.releaseKey.sign(release.tarball(), "type=psyopsOS version=" + version));
    Files.write(local.chunks(), release.chunkIndex());
    Files.write(local.manifestFile(), release.signedManifest().bytes());
    Files.write(
        LocalRelease.signatureOf(local.manifestFile()),
        release.signedManifest().signatures().get(0));
    return local;
  }

  static Publication publication(LocalRelease os, Instant now) {
    byte[] root = TrustRootCodec.write(REPOSITORY.root());
    return new Publication(
        new Publication.Trust(
            REPOSITORY.root(),
            Payload.of(root),
            Map.of(
                REPOSITORY.rootKey.publicKey().id(),
                Payload.of(REPOSITORY.rootKey.sign(root, "root")))),
        TestRepository.CHANNEL,
        TestRepository.PLATFORM,
        os,
        Optional.empty(),
        now,
        Duration.ofDays(30));
  }
}
