package org.psyopsos.release;

import java.util.Optional;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Manifest.ChunkIndexFile;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** Turns a fetched manifest into a {@link VerifiedRelease}, or refuses it. */
public final class ReleaseVerifier {

  private final TrustRoot root;
  private final Platform platform;
  private final AgentVersion agent;

  /**
   * Verifies for one platform.
   *
   * @param agent the version of the program that will install what is verified
   */
  public ReleaseVerifier(TrustRoot root, Platform platform, AgentVersion agent) {
    this.root = root;
    this.platform = platform;
    this.agent = agent;
  }

  /**
   * Verifies an OS release that an offer names.
   *
   * @param named what the offer says of it
   */
  public VerifiedRelease verify(SignedDocument signed, Offer offer, ReleaseReference named) {
    return named(signed, ReleaseType.OS, offer, named);
  }

  /**
   * Verifies the EFI release that an offer names.
   *
   * @param named what the offer says of it
   */
  public VerifiedRelease verifyEsp(SignedDocument signed, Offer offer, ReleaseReference named) {
    return named(signed, ReleaseType.ESP, offer, named);
  }

  private VerifiedRelease named(
      SignedDocument signed, ReleaseType type, Offer offer, ReleaseReference named) {
    requireNamedBy(named, signed);
    Manifest manifest = signedManifest(signed, type);
    same(Reason.WRONG_RELEASE, signed, "version", named.version(), manifest.version());
    return new VerifiedRelease(manifest, signed, Optional.of(offer));
  }

  /** Verifies a release that a person named. */
  public VerifiedRelease verify(SignedDocument signed, ReleaseType type) {
    return new VerifiedRelease(signedManifest(signed, type), signed, Optional.empty());
  }

  /** Verifies an OS release of this version, which a person named. */
  public VerifiedRelease verify(SignedDocument signed, ReleaseVersion version) {
    return named(signed, ReleaseType.OS, version);
  }

  /** Verifies an EFI release of this version, which a person named. */
  public VerifiedRelease verifyEsp(SignedDocument signed, ReleaseVersion version) {
    return named(signed, ReleaseType.ESP, version);
  }

  private VerifiedRelease named(SignedDocument signed, ReleaseType type, ReleaseVersion version) {
    Manifest manifest = signedManifest(signed, type);
    same(Reason.WRONG_RELEASE, signed, "version", version, manifest.version());
    return new VerifiedRelease(manifest, signed, Optional.empty());
  }

  private Manifest signedManifest(SignedDocument signed, ReleaseType type) {
    root.verify(Role.RELEASE, signed);
    Manifest manifest = ManifestCodec.read(signed.bytes(), signed.name());
    same(Reason.WRONG_RELEASE, signed, "type", type, manifest.type());
    same(Reason.WRONG_REPO, signed, "repository", root.repo(), manifest.repo());
    same(Reason.WRONG_PLATFORM, signed, "platform", platform, manifest.platform());
    requireNames(manifest, signed);
    same(Reason.TOO_NEW, signed, "layout version", DiskLayout.VERSION, manifest.layoutVersion());
    requireAgent(manifest, signed);
    return manifest;
  }

  private static void requireNamedBy(ReleaseReference named, SignedDocument signed) {
    byte[] bytes = signed.bytes();
    same(Reason.SIZE_MISMATCH, signed, "size", named.size(), (long) bytes.length);
    same(Reason.HASH_MISMATCH, signed, "hash", named.sha256(), Sha256.of(bytes));
  }

  private static void requireNames(Manifest manifest, SignedDocument signed) {
    String stem = manifest.stem();
    same(Reason.WRONG_RELEASE, signed, "tarball", stem + ".tar", manifest.tarball().name());
    same(
        Reason.WRONG_RELEASE,
        signed,
        "chunk index",
        stem + ChunkIndexFile.SUFFIX,
        manifest.chunks().name());
  }

  private void requireAgent(Manifest manifest, SignedDocument signed) {
    AgentVersion needed = manifest.agentVersion();
    if (agent.compareTo(needed) < 0) {
      throw new Untrusted(
          Reason.TOO_NEW,
          Problem.of("the release needs a newer node-agent")
              .at(signed.name())
              .expected("at least " + needed)
              .found(agent)
              .hint("publish an intermediate release that carries the newer node-agent"));
    }
  }

  private static void same(
      Reason reason, SignedDocument signed, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new Untrusted(
          reason,
          Problem.of("the manifest's " + what + " is not the expected one")
              .at(signed.name())
              .expected(expected)
              .found(found));
    }
  }
}
