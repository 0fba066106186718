package org.psyopsos.agent.efi;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.BoardName;
import org.psyopsos.release.VerifiedRelease;

/**
 * What of the loader starts one model of the Raspberry Pi and no other: an update to a release that
 * was made without the model would delete it.
 *
 * @param board that this machine is; none where GRUB does not know it
 */
record BoardLoader(Optional<String> board) {

  private static final String DEVICE_TREE = ".dtb";

  /**
   * Refuses a loader that does not start this board. Where it is not known which one this is, all
   * device trees and all that tells boards apart have to stay.
   *
   * @param efi what lies there now
   * @throws Untrusted that names the files
   */
  void require(VerifiedRelease release, EfiDirectory efi) {
    Manifest manifest = release.manifest();
    if (manifest.platform() != Platform.AARCH64_RPI) {
      return;
    }
    if (board.isPresent()) {
      List<String> missing = missing(manifest, board.get());
      requireNone(missing, "the EFI release does not start this board", release);
    } else {
      List<String> dropped = ofBoards(efi.dropped(manifest));
      requireNone(dropped, "the EFI release drops what may start this board", release);
    }
  }

  private static void requireNone(List<String> missing, String what, VerifiedRelease release) {
    if (!missing.isEmpty()) {
      throw new Untrusted(
          Reason.WRONG_HARDWARE,
          Problem.of(what)
              .at(release.signed().name())
              .expected(String.join(", ", missing))
              .found("none")
              .hint(
                  "name the board in rpi.boards of tk.toml and make the EFI release anew; without"
                      + " --loader all but the loader is applied"));
    }
  }

  private static List<String> missing(Manifest manifest, String board) {
    String tree = BoardName.deviceTree(board);
    String name = tree.substring(tree.lastIndexOf('/') + 1);
    return Stream.of(BoardName.readme(board), "dtb/" + tree, name)
        .filter(path -> manifest.file(path).isEmpty())
        .toList();
  }

  private static List<String> ofBoards(List<String> paths) {
    return paths.stream()
        .filter(path -> path.endsWith(DEVICE_TREE) || path.startsWith(BoardName.DIRECTORY))
        .toList();
  }
}
