package org.psyopsos.builder.devicetree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.release.BoardName;

/**
 * The chip of a Raspberry Pi 4. From its stepping C0 on the card controller reaches memory by other
 * addresses. Linux has a device tree for the steppings before; what it lets the board's firmware
 * write into that, {@code tk} writes for the later ones. U-Boot's script finds out which chip it
 * is.
 */
public final class Bcm2711 {

  private static final String CHIP = "bcm2711-";
  private static final String BUS = "/emmc2bus";
  private static final String ADDRESSES = "dma-ranges";
  private static final String BEFORE_C0 = "0 c0000000 0 0 40000000";
  private static final List<String> FROM_C0 = List.of("0", "0", "0", "0", "fc000000");

  private final CommandRunner commands;

  public Bcm2711(CommandRunner commands) {
    this.commands = new DebianTools(commands);
  }

  /** Whether a board has this chip. */
  public static boolean isOn(Board board) {
    return board.fileName().startsWith(CHIP);
  }

  /** What GRUB may be told that a board is: where it has this chip, by the stepping of that. */
  public static List<String> names(Board board) {
    return isOn(board)
        ? List.of(board.dtb(), BoardName.FROM_C0 + board.dtb())
        : List.of(board.dtb());
  }

  /**
   * Makes the device tree for the chip from stepping C0 on.
   *
   * @param tree the one for those before
   * @param target the file to write
   * @return {@code target}
   * @throws BadInput where the tree says something else of the card controller than Linux's
   */
  public Path fromC0(Path tree, Path target) throws IOException {
    Command ask = Command.of("fdtget", "-t", "x", tree.toString(), BUS, ADDRESSES);
    CommandResult found = commands.run(ask);
    if (!found.output().strip().equals(BEFORE_C0)) {
      throw new BadInput(
          Problem.of("a device tree of a BCM2711 without Linux's addresses of the card controller")
              .at(tree)
              .expected(BUS + " " + ADDRESSES + " <" + BEFORE_C0 + ">")
              .found(found.exitStatus() == 0 ? found.output().strip() : found.errors().strip())
              .hint(
                  "take it from the kernel's package; where it is from there, Linux has changed it:"
                      + " tell the makers of tk, or take the board out of rpi.boards"));
    }
    Files.write(target, Files.readAllBytes(tree)); // It may be read-only, and fdtput writes.
    List<String> put = new ArrayList<>(List.of("fdtput", "-t", "x", target.toString()));
    put.addAll(List.of(BUS, ADDRESSES));
    put.addAll(FROM_C0);
    commands.runOrFail(put.toArray(String[]::new));
    return target;
  }
}
