package org.psyopsos.agent.cli;

import java.util.Locale;
import java.util.Optional;

/** The part of a release's way that a command goes, as the journal's fields call it. */
enum Phase {
  /** From the deaddrop into the other slot. */
  UPDATE,
  /** From the first boot to the verdict. */
  TRIAL,
  /** Back, because a person wants it. */
  ROLLBACK;

  /** The phase of a command; none where it changes nothing. */
  static Optional<Phase> of(String command) {
    return switch (command) {
      case "run", "apply" -> Optional.of(UPDATE);
      case "commit" -> Optional.of(TRIAL);
      case "rollback" -> Optional.of(ROLLBACK);
      default -> Optional.empty();
    };
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
