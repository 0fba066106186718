package org.psyopsos.builder.devicetree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * The device trees that a kernel comes with.
 *
 * @param directory where they are, each in its vendor's directory
 */
public record DeviceTrees(Path directory) {

  /**
   * The board's device tree.
   *
   * @throws BadInput where there is none, or it is none, or one for another chip
   */
  public Path of(Board board) throws IOException {
    Path file = directory.resolve(board.dtb());
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          Problem.of("no device tree for the board " + board)
              .at(file)
              .hint("copy it from the kernel's package, or take it out of rpi.boards in tk.toml"));
    }
    DeviceTreeFile.require(file);
    if (!DeviceTreeFile.holds(file, board.chip())) {
      throw new BadInput(
          Problem.of("a device tree for another board than " + board)
              .at(file)
              .expected("one for the chip " + board.chip())
              .found("nothing about that chip")
              .hint("copy the file of this name from the kernel's package"));
    }
    return file;
  }
}
