package org.psyopsos.vm;

/** The long mode of all tests, {@code -Dthorough=true}: nothing is sampled, no boot is spared. */
public final class Thorough {

  private static final boolean ON = Boolean.getBoolean("thorough");

  private Thorough() {}

  public static boolean isOn() {
    return ON;
  }
}
