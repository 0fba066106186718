package org.psyopsos.grub;

/**
 * A copy of the boot environment that was mended.
 *
 * @param file its name, such as {@code env.a}
 * @param was what was wrong with it
 */
public record Repaired(String file, String was) {

  @Override
  public String toString() {
    return file + ": " + was;
  }
}
