package org.psyopsos.grub;

import java.util.Arrays;
import java.util.Optional;

/** Why a version's trial ended on the other slot. */
public enum FailedBecause {
  /** It used up its attempts and no boot of it was ever found healthy. */
  ATTEMPTS_USED_UP("attempts"),
  /** It came up, and a health check said no. */
  HEALTH_CHECK("health"),
  /** It came up, and neither health nor illness was found in time. */
  DEADLINE("deadline"),
  /** A person rolled it back. */
  BY_HAND("by-hand");

  private final String id;

  FailedBecause(String id) {
    this.id = id;
  }

  /** How the boot environment spells it. */
  public String id() {
    return id;
  }

  static Optional<FailedBecause> ofId(String id) {
    return Arrays.stream(values()).filter(because -> because.id.equals(id)).findFirst();
  }
}
