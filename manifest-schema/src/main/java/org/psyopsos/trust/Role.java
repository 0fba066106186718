package org.psyopsos.trust;

import java.util.Locale;

/** What a key may sign. */
public enum Role {
  /** The root document: who may sign what. */
  ROOT,
  /** Manifests and tarballs. */
  RELEASE,
  /** Channel documents: what nodes are offered now. */
  CHANNEL;

  /** The name in a root document. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
