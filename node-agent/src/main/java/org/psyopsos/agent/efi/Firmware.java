package org.psyopsos.agent.efi;

import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;

/** Firmware of a board, where it lies on the EFI partition. */
final class Firmware {

  private Firmware() {}

  /**
   * Refuses a loader whose firmware is not there: it belongs together, and cannot be written here.
   *
   * @param root of the mounted EFI partition
   * @throws NodeFault that names the files
   */
  static void require(Manifest release, Path root) {
    List<String> differing =
        release.files().stream()
            .filter(file -> release.platform().isFirmware(file.path()))
            .filter(file -> !EfiContents.holds(root, file))
            .map(Artifact::path)
            .toList();
    if (!differing.isEmpty()) {
      throw new NodeFault(
          Problem.of("firmware cannot be replaced on FAT without a moment at which nothing boots")
              .at(String.join(", ", differing))
              .expected("the files of EFI release " + release.version())
              .found("others, or none")
              .hint(
                  "without --loader all but the loader is applied; for the loader, write a new card"
                      + " with tk mkimage disk, or copy these files onto the card on another"
                      + " machine"));
    }
  }
}
