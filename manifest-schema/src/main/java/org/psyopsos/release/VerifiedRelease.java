package org.psyopsos.release;

import java.util.Optional;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.trust.SignedDocument;

/** A release whose manifest has passed every check; only {@link ReleaseVerifier} makes one. */
public final class VerifiedRelease {

  private final Manifest manifest;
  private final SignedDocument signed;
  private final Optional<Offer> offer;

  VerifiedRelease(Manifest manifest, SignedDocument signed, Optional<Offer> offer) {
    this.manifest = manifest;
    this.signed = signed;
    this.offer = offer;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** The manifest as it was signed, to be kept in the slot. */
  public SignedDocument signed() {
    return signed;
  }

  /** The offer that led here; none where a release was named by hand. */
  public Optional<Offer> offer() {
    return offer;
  }
}
