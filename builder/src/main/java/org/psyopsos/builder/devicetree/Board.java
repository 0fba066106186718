package org.psyopsos.builder.devicetree;

import java.util.List;
import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A model of board, by the file with its device tree: what Linux, U-Boot and the board's own
 * firmware call it.
 *
 * @param dtb the file below a directory of device trees, such as {@code
 *     broadcom/bcm2837-rpi-3-b.dtb}
 */
public record Board(String dtb) {

  private static final String SUFFIX = ".dtb";

  /** The vendor's directory in Linux. */
  private static final String VENDOR = "broadcom/";

  private static final Pattern PATTERN =
      Pattern.compile(VENDOR + "[a-z0-9][a-z0-9-]{0,62}\\" + SUFFIX);

  public Board {
    if (!PATTERN.matcher(dtb).matches()) {
      throw new BadInput(
          Problem.of("not the name of a board's device tree")
              .expected("such as broadcom/bcm2837-rpi-3-b.dtb")
              .found("'" + dtb + "'"));
    }
  }

  /** Each Raspberry Pi 3 and 4 that Debian's U-Boot and kernel 6.1 know. */
  public static List<Board> raspberryPis() {
    return List.of(
        new Board("broadcom/bcm2837-rpi-3-a-plus.dtb"),
        new Board("broadcom/bcm2837-rpi-3-b.dtb"),
        new Board("broadcom/bcm2837-rpi-3-b-plus.dtb"),
        new Board("broadcom/bcm2711-rpi-4-b.dtb"),
        new Board("broadcom/bcm2711-rpi-400.dtb"));
  }

  /** The file's name without its directory. */
  public String fileName() {
    return dtb.substring(VENDOR.length());
  }

  /** What the board is called: the file's name without {@code .dtb}. */
  public String name() {
    return fileName().substring(0, fileName().length() - SUFFIX.length());
  }

  /** What Linux calls its chip: {@code brcm,bcm2837} or {@code brcm,bcm2711}. */
  String chip() {
    return "brcm," + name().split("-", 2)[0];
  }

  @Override
  public String toString() {
    return name();
  }
}
