package org.psyopsos.builder.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.layout.Platform;
import org.psyopsos.signature.KeyId;
import org.psyopsos.trust.TrustRoot;

/**
 * What is to be published.
 *
 * @param trust who may sign what, and the document that says so
 * @param channel the channel to advance
 * @param platform the machines that it is for
 * @param os the OS release to offer, verified
 * @param esp the EFI release to offer, verified
 * @param now the one instant of this run
 * @param validity how long nodes may follow the channel document
 */
public record Publication(
    Trust trust,
    String channel,
    Platform platform,
    LocalRelease os,
    Optional<LocalRelease> esp,
    Instant now,
    Duration validity) {

  /**
   * The root document.
   *
   * @param root what it says
   * @param document its bytes
   * @param signatures the {@code .minisig} of each signer
   */
  public record Trust(TrustRoot root, Payload document, Map<KeyId, Payload> signatures) {
    public Trust {
      signatures = Map.copyOf(signatures);
    }
  }
}
