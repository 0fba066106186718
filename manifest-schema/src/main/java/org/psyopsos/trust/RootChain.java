package org.psyopsos.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a trusted root to the newest one, version by version: each is vouched for by the
 * keys of the one before. Whoever has slept through three changes of keys takes three steps.
 *
 * @param first the root that is trusted from elsewhere, such as the one in a node's image
 * @param links the roots after it, lowest version first
 */
public record RootChain(TrustRoot first, List<RootLink> links) {

  /** How many steps one call of {@link #follow} takes; the next call goes on from there. */
  public static final int MAX_STEPS = 1024;

  public RootChain {
    links = List.copyOf(links);
  }

  /** A chain that ends where it begins. */
  public static RootChain of(TrustRoot trusted) {
    return new RootChain(trusted, List.of());
  }

  /**
   * This chain, and the versions after it that the source holds: one by one until one is absent.
   *
   * @throws org.psyopsos.failure.Untrusted where a version is there and must not follow the one
   *     before it, with the reasons of {@link RootLink#after}
   */
  public RootChain follow(RootSource source) {
    List<RootLink> all = new ArrayList<>(links);
    TrustRoot trusted = newest();
    for (int step = 0; step < MAX_STEPS; step++) {
      Optional<RootLink> next = RootLink.after(trusted, source);
      if (next.isEmpty()) {
        break;
      }
      all.add(next.get());
      trusted = next.get().root();
    }
    return new RootChain(first, all);
  }

  /** The root whose keys count now. */
  public TrustRoot newest() {
    return links.isEmpty() ? first : links.get(links.size() - 1).root();
  }
}
