package org.psyopsos.grub;

import java.util.Arrays;

/**
 * Whether GRUB could write before it booted: what it passes to the kernel as {@code
 * psyopsos.written}. Firmware that protects the disk lets it read, and refuses each write.
 */
public enum Written {
  /** What it wrote could be read back. */
  YES("yes"),
  /** It could not write, or not read that back. */
  NO("no"),
  /** There was nothing that it could have written to. */
  NONE("none");

  private final String id;

  Written(String id) {
    this.id = id;
  }

  /** How the kernel command line spells it. */
  public String id() {
    return id;
  }

  /** {@link #NONE} for any other word, and from a grub.cfg that does not say it. */
  public static Written ofId(String id) {
    return Arrays.stream(values())
        .filter(written -> written.id.equals(id))
        .findFirst()
        .orElse(NONE);
  }
}
