package org.psyopsos.agent.update;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.release.BoardName;
import org.psyopsos.release.VerifiedRelease;

/** Whether a release has the device tree of the board that this system runs on. */
final class BoardCheck {

  private static final String DEVICE_TREE = ".dtb";

  /** A message names no more of them. */
  private static final int NAMED = 8;

  private final Optional<String> board;

  /** Nothing is checked for a node of which GRUB does not say what it is, or for another disk. */
  BoardCheck(Node node) {
    this.board = node.board();
  }

  /** Whether there is something to compare with. */
  boolean isBoardKnown() {
    return board.isPresent();
  }

  /**
   * Refuses a release that would run here with a device tree that is not its own.
   *
   * @throws Untrusted that names the board and what the release has
   */
  void require(VerifiedRelease release) {
    if (board.isPresent() && release.manifest().file(BoardName.inRelease(board.get())).isEmpty()) {
      throw new Untrusted(
          Reason.WRONG_HARDWARE,
          Problem.of("the release has no device tree for this board")
              .at(release.signed().name())
              .expected(board.get())
              .found(found(release.manifest().files()))
              .hint(
                  "add its device tree to the release's artifacts and the board to rpi.boards, or follow a channel for it"));
    }
  }

  private static String found(List<Artifact> files) {
    List<String> trees =
        files.stream()
            .map(Artifact::path)
            .filter(path -> path.startsWith(BoardName.DEVICE_TREES) && path.endsWith(DEVICE_TREE))
            .map(path -> path.substring(BoardName.DEVICE_TREES.length()))
            .toList();
    if (trees.isEmpty()) {
      return "none";
    }
    String named = trees.stream().limit(NAMED).collect(Collectors.joining(", "));
    return trees.size() > NAMED ? named + " and " + (trees.size() - NAMED) + " more" : named;
  }
}
