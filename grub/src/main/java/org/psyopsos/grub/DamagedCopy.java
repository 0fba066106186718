package org.psyopsos.grub;

/**
 * A copy of the boot environment that cannot be believed.
 *
 * @param file its name, such as {@code env.a}
 * @param what what is wrong with it
 */
public record DamagedCopy(String file, String what) {

  @Override
  public String toString() {
    return file + ": " + what;
  }
}
