package org.psyopsos.deaddrop;

import java.util.Optional;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.trust.SignedDocument;

/** A channel document that has passed every check; only {@link OfferVerifier} makes one. */
public final class Offer {

  private final ChannelDocument document;
  private final SignedDocument signed;

  Offer(ChannelDocument document, SignedDocument signed) {
    this.document = document;
    this.signed = signed;
  }

  public ChannelDocument document() {
    return document;
  }

  /** The document as it was signed, to be kept with what it offers. */
  public SignedDocument signed() {
    return signed;
  }

  /** The release that a node takes next that runs {@code version}. */
  public ReleaseReference next(Optional<ReleaseVersion> version) {
    return document.next(version);
  }
}
