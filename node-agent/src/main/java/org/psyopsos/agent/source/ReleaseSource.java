package org.psyopsos.agent.source;

import java.io.InputStream;
import java.util.Optional;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.Span;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.RootSource;
import org.psyopsos.trust.SignedDocument;

/**
 * Where releases come from. What it hands out has been bounded in length, nothing else: it is for
 * the verifiers to believe it.
 *
 * <p>All methods throw {@link org.psyopsos.failure.Unreachable} where the source does not give what
 * is asked for.
 */
public interface ReleaseSource {

  /** What the hint {@code latest} says. */
  sealed interface Latest {
    /** The same as when the tag was given out. */
    record Unchanged() implements Latest {}

    /**
     * A document.
     *
     * @param id of the newest document for this node
     * @param tag to ask again with, where the source has such things
     */
    record Document(DocumentId id, Optional<String> tag) implements Latest {}
  }

  /**
   * The newest document for this node, its own where there is one, or else the channel's: an
   * unsigned hint.
   *
   * @param tag of an earlier answer
   */
  Latest latest(Optional<String> tag);

  /** The root documents. */
  RootSource roots();

  /**
   * A channel document.
   *
   * @param signers as many of their signatures are looked for as their threshold asks for
   */
  SignedDocument channelDocument(DocumentId id, RoleKeys signers);

  /** The manifest of a release that an offer names; {@code signers} as for the offer. */
  SignedDocument manifest(ReleaseReference release, RoleKeys signers);

  /** The manifest of a release of this version, whether a channel offers it or not. */
  SignedDocument manifest(ReleaseType type, ReleaseVersion version, RoleKeys signers);

  /** The chunk index of a release. */
  byte[] chunkIndex(VerifiedRelease release);

  /**
   * The tarball of a release, fetched while it is read. Reading throws {@link
   * org.psyopsos.failure.Unreachable} where the source falls silent or ends early.
   *
   * @throws org.psyopsos.failure.Untrusted SIZE_MISMATCH where the source announces another size
   *     than the signed one
   */
  InputStream tarball(VerifiedRelease release);

  /** A part of a tarball; all of it where the source does not give parts. */
  ObjectSource.Part tarball(VerifiedRelease release, Span span);
}
