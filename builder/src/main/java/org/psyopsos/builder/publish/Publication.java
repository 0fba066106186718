package org.psyopsos.builder.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.layout.Platform;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.TrustRoot;

/**
 * What is to be published.
 *
 * @param trust who may sign what, and the documents that say so
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
   * All roots that are published.
   *
   * @param links complete, the first version first
   */
  public record Trust(List<RootLink> links) {
    public Trust {
      links = List.copyOf(links);
    }

    /** The newest root. */
    public TrustRoot root() {
      return links.get(links.size() - 1).root();
    }
  }
}
