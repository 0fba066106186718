package org.psyopsos.grub;

/** One of the two copies of the boot environment, as it was found. */
sealed interface EnvironmentCopy {

  /** A copy that can be believed. */
  record Valid(NumberedState content) implements EnvironmentCopy {}

  /**
   * A copy that cannot be believed.
   *
   * @param why for people
   * @param overwritable whether the file has the right size, so that it can be mended in place
   */
  record Invalid(String why, boolean overwritable) implements EnvironmentCopy {}
}
