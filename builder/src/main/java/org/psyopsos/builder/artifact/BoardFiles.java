package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.devicetree.Overlays;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.failure.BadInput;

/** The device trees of the boards that a release is made for, with what the site adds to them. */
final class BoardFiles {

  private final DeviceTrees trees;
  private final Overlays overlays;
  private final List<Board> boards;

  BoardFiles(DeviceTrees trees, Overlays overlays, List<Board> boards) {
    this.trees = trees;
    this.overlays = overlays;
    this.boards = List.copyOf(boards);
  }

  /** What a board's device tree is called in a release. */
  static String path(Board board) {
    return ArtifactDirectory.DTBS + "/" + board.dtb();
  }

  /**
   * The same files, with the boards' device trees as the release shall hold them.
   *
   * @param scratch where device trees with overlays are written
   * @throws BadInput where a board has none, or an overlay does not fit
   */
  List<ReleaseFile> among(List<ReleaseFile> found, Path scratch) throws IOException {
    if (boards.isEmpty()) {
      return found;
    }
    overlays.requireOnly(boards);
    Map<String, Path> sources = new HashMap<>();
    for (Board board : boards) {
      sources.put(path(board), overlays.applied(board, trees.of(board), scratch));
    }
    List<ReleaseFile> files = new ArrayList<>();
    for (ReleaseFile file : found) {
      files.add(file.from(sources.getOrDefault(file.path(), file.source())));
    }
    return files;
  }
}
