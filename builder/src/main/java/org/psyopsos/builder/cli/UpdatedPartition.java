package org.psyopsos.builder.cli;

import java.util.Locale;

/** A partition that can be rewritten on its own, as a person names it. */
enum UpdatedPartition {
  A,
  B,
  EFI,
  SECRET;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
