package org.psyopsos.release;

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

  private BoardName() {}

  /** The file on the EFI partition by whose directory U-Boot's script tells GRUB the board. */
  public static String readme(String board) {
    return DIRECTORY + board + "/README";
  }

  /** The device tree's file in Linux, which is one for all steppings. */
  public static String deviceTree(String board) {
    return board.startsWith(FROM_C0) ? board.substring(FROM_C0.length()) : board;
  }
}
