package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.builder.devicetree.Bcm2711;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.devicetree.Overlays;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.failure.BadInput;
import org.psyopsos.release.BoardName;

/** The device trees of the boards that a release is made for, with what the site adds to them. */
final class BoardFiles {

  private final DeviceTrees trees;
  private final Overlays overlays;
  private final Bcm2711 bcm2711;
  private final List<Board> boards;

  BoardFiles(DeviceTrees trees, Overlays overlays, Bcm2711 bcm2711, List<Board> boards) {
    this.trees = trees;
    this.overlays = overlays;
    this.bcm2711 = bcm2711;
    this.boards = List.copyOf(boards);
  }

  /** What a board's device trees are called in a release. */
  static List<String> paths(Board board) {
    return Bcm2711.names(board).stream().map(BoardName::inRelease).toList();
  }

  /**
   * The same files, with the boards' device trees as the release shall hold them.
   *
   * @param scratch where device trees are written that differ from Linux's
   * @throws BadInput where a board has none, or an overlay does not fit
   */
  List<ReleaseFile> among(List<ReleaseFile> found, Path scratch) throws IOException {
    if (boards.isEmpty()) {
      return found;
    }
    overlays.requireOnly(boards);
    Map<String, Board> byPath = new HashMap<>();
    for (Board board : boards) {
      trees.of(board); // There is one, whatever else the directory holds.
      byPath.put(BoardName.inRelease(board.dtb()), board);
    }
    List<ReleaseFile> files = new ArrayList<>();
    for (ReleaseFile file : found) {
      Board board = byPath.get(file.path());
      files.addAll(board == null ? List.of(file) : of(board, file, scratch));
    }
    return files;
  }

  /** A board's device tree, with overlays, for each stepping of its chip. */
  private List<ReleaseFile> of(Board board, ReleaseFile file, Path scratch) throws IOException {
    ReleaseFile tree = file.from(overlays.applied(board, file.source(), scratch));
    if (!Bcm2711.isOn(board)) {
      return List.of(tree);
    }
    String name = BoardName.inRelease(BoardName.FROM_C0 + board.dtb());
    Path fromC0 = bcm2711.fromC0(tree.source(), scratch.resolve(board.name() + ".c0"));
    return List.of(tree, new ReleaseFile(name, file.role(), file.mode(), fromC0));
  }
}
