package org.psyopsos.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.OfferVerifier;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** A repository with a key of its own for each role, and what it signs. */
public final class TestRepository {

  public static final String REPO = "test-repo";
  public static final String CHANNEL = "stable";
  public static final Platform PLATFORM = Platform.X86_64_UEFI;
  public static final Instant ISSUED = Instant.parse("2026-11-21T12:00:00Z");
  public static final Instant EXPIRES = ISSUED.plus(Duration.ofDays(30));

  public final TestKey rootKey = new TestKey("root");
  public final TestKey releaseKey = new TestKey("release");
  public final TestKey channelKey = new TestKey("channel");
  private final Platform platform;

  public TestRepository() {
    this(PLATFORM);
  }

  /** One whose releases are for other machines. */
  public TestRepository(Platform platform) {
    this.platform = platform;
  }

  public Platform platform() {
    return platform;
  }

  public TrustRoot root() {
    return root(1, TestRoots.keys(1, rootKey), TestRoots.keys(1, channelKey));
  }

  /** One with the same release key. */
  public TrustRoot root(int version, RoleKeys root, RoleKeys channel) {
    return new TrustRoot(
        REPO,
        version,
        Map.of(
            Role.ROOT, root,
            Role.RELEASE, TestRoots.keys(1, releaseKey),
            Role.CHANNEL, channel));
  }

  public Recipient recipient() {
    return new Recipient(REPO, CHANNEL, platform);
  }

  public OfferVerifier offerVerifier() {
    return new OfferVerifier(root(), recipient());
  }

  /** What the channel says when it offers {@code release} under {@code seq}. */
  public ChannelDocument channel(TestRelease release, long seq) {
    return channel(release, Optional.empty(), seq);
  }

  /** The same with an EFI release beside it. */
  public ChannelDocument channel(TestRelease release, Optional<TestRelease> esp, long seq) {
    return new ChannelDocument(
        Addressee.all(REPO, CHANNEL, platform),
        seq,
        ISSUED,
        EXPIRES,
        reference(release),
        List.of(),
        esp.map(TestRepository::reference),
        0,
        false,
        List.of());
  }

  /** How a channel document names a release. */
  public static ReleaseReference reference(TestRelease release) {
    byte[] manifest = release.signedManifest().bytes();
    return new ReleaseReference(
        release.manifest().version(),
        DeaddropNames.manifest(release.manifest()),
        manifest.length,
        Sha256.of(manifest));
  }

  public SignedDocument sign(ChannelDocument document) {
    return channelKey.signed(document.name(), ChannelDocumentCodec.write(document));
  }
}
