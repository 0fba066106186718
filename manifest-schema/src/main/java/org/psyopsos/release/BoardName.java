package org.psyopsos.release;

import java.util.Optional;

/**
 * What a Raspberry Pi's model is called between {@code tk}, U-Boot, GRUB and a node ({@code
 * psyopsos.board=}): its device tree's file in Linux, such as {@code broadcom/bcm2837-rpi-3-b.dtb},
 * and before it the stepping of its chip where that matters.
 */
public final class BoardName {

  /** Where the EFI partition has a directory for each name. */
  public static final String DIRECTORY = "boards/";

  /** What a name begins with, where the board has a BCM2711 from stepping C0 on. */
  public static final String FROM_C0 = "c0/";

  /** Where a release has a device tree for each name. */
  public static final String DEVICE_TREES = "dtbs/";

  private static final String README = "/README";

  private BoardName() {}

  /** The file on the EFI partition by whose directory U-Boot's script tells GRUB the board. */
  public static String readme(String board) {
    return DIRECTORY + board + README;
  }

  /** What its device tree is called in a release. */
  public static String inRelease(String board) {
    return DEVICE_TREES + board;
  }

  /** The board of a file on the EFI partition, where it is such a one. */
  public static Optional<String> ofReadme(String path) {
    return path.startsWith(DIRECTORY) && path.endsWith(README)
        ? Optional.of(path.substring(DIRECTORY.length(), path.length() - README.length()))
        : Optional.empty();
  }

  /** The device tree's file in Linux, which is one for all steppings. */
  public static String deviceTree(String board) {
    return board.startsWith(FROM_C0) ? board.substring(FROM_C0.length()) : board;
  }
}
