package org.psyopsos.release;

import java.util.regex.Pattern;
import org.psyopsos.manifest.Sha256;

/**
 * What U-Boot is called on a Raspberry Pi's EFI partition. The name follows from its content: the
 * one that is replaced stays where it is until {@link #CONFIG} names the other.
 */
public final class UBootName {

  /** The file that VideoCore's firmware reads; it alone says which U-Boot runs. */
  public static final String CONFIG = "config.txt";

  private static final int DIGITS = 8;
  private static final Pattern PATTERN =
      Pattern.compile("u-boot-[0-9]-[0-9a-f]{" + DIGITS + "}\\.bin");

  private UBootName() {}

  /**
   * The name of one U-Boot.
   *
   * @param generation of the Raspberry Pi that it is for: 3 or 4
   */
  public static String of(int generation, Sha256 content) {
    return "u-boot-" + generation + "-" + content.hex().substring(0, DIGITS) + ".bin";
  }

  /** Whether a file of this name is a U-Boot of some release. */
  public static boolean is(String name) {
    return PATTERN.matcher(name).matches();
  }
}
