package org.psyopsos.builder.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.TrustRoot;

/**
 * What is to be published.
 *
 * @param trust who may sign what, and the documents that say so
 * @param target the documents to add to
 * @param os the OS release to offer, verified; none where what is offered stays
 * @param esp the EFI release to offer with it, verified
 * @param amendments what else changes
 * @param now the one instant of this run
 * @param validity how long nodes may follow the channel document
 */
public record Publication(
    Trust trust,
    Target target,
    Optional<LocalRelease> os,
    Optional<LocalRelease> esp,
    Amendments amendments,
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
