package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.SignedDocument;

class ReleaseVerifierTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease release = TestRelease.of(repository, "20261121-101500");
  private final ReleaseVerifier verifier =
      new ReleaseVerifier(repository.root(), TestRepository.PLATFORM, AgentVersion.CURRENT);

  @Test
  void acceptsTheReleaseThatTheOfferNames() {
    VerifiedRelease verified = verify(release.signedManifest());

    assertThat(verified.manifest()).isEqualTo(release.manifest());
    assertThat(verified.offer()).isPresent();
  }

  @Test
  void refusesAnotherReleaseThanTheOfferNames() {
    TestRelease other = TestRelease.of(repository, "20261120-101500");

    Untrusted refusal = catchThrowableOfType(Untrusted.class, () -> verify(other.signedManifest()));

    assertThat(refusal.reason()).isIn(Reason.HASH_MISMATCH, Reason.SIZE_MISMATCH);
  }

  @Test
  void aReleaseThatAPersonNamesIsTheOneOrNone() {
    ReleaseVersion version = release.manifest().version();
    VerifiedRelease named = verifier.verify(release.signedManifest(), version);
    assertThat(named.manifest()).isEqualTo(release.manifest());
    assertThat(named.offer()).isEmpty();

    TestRelease other = TestRelease.of(repository, "20261120-101500");
    Untrusted refusal =
        catchThrowableOfType(
            Untrusted.class, () -> verifier.verify(other.signedManifest(), version));
    assertThat(refusal.reason()).isEqualTo(Reason.WRONG_RELEASE);
    assertThat(refusal.problem().expected()).isEqualTo(version.value());
  }

  @ParameterizedTest
  @CsvSource({
    "psyopsOS, psyopsESP, WRONG_RELEASE",
    "test-repo, other-repo, WRONG_REPO",
    "x86_64-uefi, aarch64-rpi, WRONG_PLATFORM",
    "20261121-101500.tar, 20261121-101501.tar, WRONG_RELEASE",
    "20261121-101500.chunks, 20261121-101501.chunks, WRONG_RELEASE",
    "'\"layoutVersion\" : 1', '\"layoutVersion\" : 2', TOO_NEW",
    "'\"agentVersion\" : \"0.1.0\"', '\"agentVersion\" : \"0.2.0\"', TOO_NEW",
    "'\"format\" : 1', '\"format\" : 2', TOO_NEW",
    "dtbs/vendor, dtbs/../.., MALFORMED",
    "dtbs/vendor, /etc/vendor, MALFORMED",
    "'\"kernel\"', '\"manifest.json\"', MALFORMED",
    "'\"initramfs\",', '\"kernel\",', MALFORMED",
    "quiet, '$(reboot)', MALFORMED",
    "quiet, 'quiet;', MALFORMED",
    "'\"mode\" : \"0644\"', '\"mode\" : \"4755\"', MALFORMED",
  })
  void refusesASignedManifestThatIsNotForThisNode(String from, String to, Reason reason) {
    String text = new String(release.signedManifest().bytes(), StandardCharsets.UTF_8);
    byte[] altered =
        text.replaceFirst(
                java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to))
            .getBytes(StandardCharsets.UTF_8);
    SignedDocument signed = repository.releaseKey.signed("manifest", altered);

    Untrusted refusal =
        catchThrowableOfType(Untrusted.class, () -> verifier.verify(signed, ReleaseType.OS));

    assertThat(refusal.reason()).isEqualTo(reason);
  }

  @Test
  void theChannelKeyMayNotSignAManifest() {
    SignedDocument signed =
        repository.channelKey.signed("manifest", release.signedManifest().bytes());
    assertThat(
            catchThrowableOfType(Untrusted.class, () -> verifier.verify(signed, ReleaseType.OS))
                .reason())
        .isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void theChunkIndexMustBeTheSignedOne() {
    byte[] index = release.chunkIndex();
    assertThat(ChunkIndexCodec.read(index, release.manifest()).files())
        .hasSameSizeAs(release.manifest().files());
    index[20] ^= 1;
    assertThat(indexRefusal(index).reason()).isEqualTo(Reason.HASH_MISMATCH);
    assertThat(indexRefusal(Arrays.copyOf(index, index.length - 1)).reason())
        .isEqualTo(Reason.SIZE_MISMATCH);
  }

  private Untrusted indexRefusal(byte[] index) {
    return catchThrowableOfType(
        Untrusted.class, () -> ChunkIndexCodec.read(index, release.manifest()));
  }

  /** Whatever is given, the offer names {@link #release}. */
  private VerifiedRelease verify(SignedDocument manifest) {
    return verifier.verify(manifest, offer(release), TestRepository.reference(release));
  }

  private Offer offer(TestRelease offered) {
    return repository
        .offerVerifier()
        .verify(
            repository.sign(repository.channel(offered, 1)),
            DocumentId.ofChannel(1),
            0,
            TestRepository.ISSUED);
  }
}
