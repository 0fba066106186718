package org.psyopsos.builder.cli;

import java.nio.file.Path;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.sign.FileVerifier;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** Checks a whole release as a node would: manifest, chunk index, every byte of the tarball. */
final class ReleaseCheck {

  private final FileVerifier verifier;
  private final Progress progress;

  ReleaseCheck(FileVerifier verifier, Progress progress) {
    this.verifier = verifier;
    this.progress = progress;
  }

  static boolean isManifest(Path file) {
    return String.valueOf(file.getFileName()).endsWith(DeaddropNames.MANIFEST_SUFFIX);
  }

  /** Checks the release of a manifest whose signature has been verified. */
  LocalRelease check(Path manifestFile) {
    SignedDocument signed = LocalRelease.readManifest(manifestFile);
    Manifest manifest = ManifestCodec.read(signed.bytes(), signed.name());
    TrustRoot root = verifier.rootFor(manifest.repo());
    ReleaseVerifier release = new ReleaseVerifier(root, manifest.platform(), AgentVersion.CURRENT);
    LocalRelease local =
        new LocalRelease(release.verify(signed, manifest.type()), manifestFile.resolveSibling(""));
    local.verifyContent(root, progress);
    return local;
  }
}
