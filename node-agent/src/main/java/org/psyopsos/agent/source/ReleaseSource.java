package org.psyopsos.agent.source;

import java.io.InputStream;
import java.util.Optional;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.release.VerifiedRelease;
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
    /** The same as when {@code etag} was given out. */
    record Unchanged() implements Latest {}

    /**
     * A sequence number.
     *
     * @param seq of the newest channel document
     * @param etag to ask again with, where the source has such things
     */
    record Sequence(long seq, Optional<String> etag) implements Latest {}
  }

  /**
   * The newest sequence number of the channel: an unsigned hint.
   *
   * @param etag of an earlier answer
   */
  Latest latest(Optional<String> etag);

  /** The channel document with this number. */
  SignedDocument channelDocument(long seq);

  /** The manifest that an offer names. */
  SignedDocument manifest(Offer offer);

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
}
