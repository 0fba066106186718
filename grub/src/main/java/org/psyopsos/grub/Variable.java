package org.psyopsos.grub;

import java.util.regex.Pattern;

/**
 * The variables of the boot environment, in the order in which they are written. Every value has
 * one width, so that GRUB's {@code save_env} changes bytes but moves none; what is absent is
 * written as underscores. The script {@code decide.cfg} checks the same patterns.
 */
enum Variable {
  GEN("gen", "[0-9]{8}"),
  COMMITTED("committed", "[ab]"),
  TRIAL("trial", "[ab_]"),
  TRIAL_VERSION("trial_version", "[0-9]{8}-[0-9]{6}|_{15}"),
  ATTEMPTS("attempts", "[0-9]"),
  BAD_VERSION("bad_version", "[0-9]{8}-[0-9]{6}|_{15}"),
  BAD_BECAUSE("bad_because", "attempts|health__|deadline|by-hand_|_{8}"),
  /** {@link #GEN} again: a write that stopped in between shows. */
  GEND("gend", "[0-9]{8}");

  private final String key;
  private final Pattern pattern;

  Variable(String key, String pattern) {
    this.key = key;
    this.pattern = Pattern.compile(pattern);
  }

  /** The name in the environment and in GRUB's script. */
  String key() {
    return key;
  }

  boolean accepts(String value) {
    return pattern.matcher(value).matches();
  }
}
