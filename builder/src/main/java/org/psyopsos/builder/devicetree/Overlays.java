package org.psyopsos.builder.devicetree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/**
 * What a site adds to its boards' device trees: {@code *.dtbo} for each board, and {@code
 * BOARD/*.dtbo} for one, such as {@code bcm2837-rpi-3-b/*.dtbo}.
 */
public final class Overlays {

  /** What an overlay's name ends with. */
  public static final String SUFFIX = ".dtbo";

  /** The node with what is to be added. */
  private static final String CHANGES = "__overlay__";

  private final CommandRunner commands;
  private final Path directory;

  /** Those in {@code directory}, which need not exist. */
  public Overlays(CommandRunner commands, Path directory) {
    this.commands = new DebianTools(commands);
    this.directory = directory;
  }

  /**
   * Refuses overlays for a board that no release is made for.
   *
   * @throws BadInput where there is a directory that is not called as one of the boards
   */
  public void requireOnly(List<Board> boards) throws IOException {
    List<String> names = boards.stream().map(Board::name).toList();
    for (Path entry : entries(directory)) {
      if (Files.isDirectory(entry) && !names.contains(entry.getFileName().toString())) {
        throw new BadInput(
            Problem.of("overlays for a board that is not in rpi.boards")
                .at(entry)
                .expected(String.join(" ", names))
                .found(entry.getFileName())
                .hint("rename the directory, or add the board to rpi.boards in tk.toml"));
      }
    }
  }

  /** The board's overlays in the order in which they are applied: those for all boards first. */
  public List<Path> of(Board board) throws IOException {
    List<Path> overlays = new ArrayList<>(overlaysIn(directory));
    overlays.addAll(overlaysIn(directory.resolve(board.name())));
    return overlays;
  }

  /**
   * The board's device tree with its overlays.
   *
   * @param tree the board's own
   * @param scratch where the result is written, where there are overlays
   * @return the file that has them all
   * @throws BadInput where one is none, or does not fit
   */
  public Path applied(Board board, Path tree, Path scratch) throws IOException {
    Path result = tree;
    List<Path> overlays = of(board);
    for (int i = 0; i < overlays.size(); i++) {
      Path next = scratch.resolve(board.name() + "." + i);
      apply(board, overlays.get(i), result, next);
      result = next;
    }
    return result;
  }

  private void apply(Board board, Path overlay, Path before, Path after) throws IOException {
    DeviceTreeFile.require(overlay);
    if (!DeviceTreeFile.holds(overlay, CHANGES)) {
      throw new BadInput(
          Problem.of("an overlay that changes nothing")
              .at(overlay)
              .expected("a node " + CHANGES)
              .found("none")
              .hint("a board's whole device tree belongs into dtbs/, not into overlays/"));
    }
    CommandResult result =
        commands.run(
            Command.of(
                "fdtoverlay", "-i", before.toString(), "-o", after.toString(), overlay.toString()));
    if (result.exitStatus() != 0) {
      throw new BadInput(
          Problem.of("an overlay cannot be applied to " + board)
              .at(overlay)
              .found(result.errors().strip())
              .hint("say what it changes by target-path: Debian's device trees have no labels"));
    }
  }

  private static List<Path> overlaysIn(Path directory) throws IOException {
    return entries(directory).stream()
        .filter(entry -> entry.toString().endsWith(SUFFIX) && Files.isRegularFile(entry))
        .toList();
  }

  /** In the order of their names. */
  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }
}
