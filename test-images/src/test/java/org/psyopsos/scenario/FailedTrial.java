package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;

/**
 * What is the same for every release that fails: the node is back, says why, and does not try
 * again.
 */
final class FailedTrial {

  private FailedTrial() {}

  /** Waits for the node's return to its first release. */
  static void isLeftBehind(NodeUnderTest node, TestRelease release, FailedBecause because)
      throws IOException {
    isLeftBehind(node, TestRelease.FIRST, release, because);
  }

  /**
   * Waits for the node's return to the release in slot A.
   *
   * @return its disk, switched off
   */
  static DiskInspection isLeftBehind(
      NodeUnderTest node, TestRelease committed, TestRelease release, FailedBecause because)
      throws IOException {
    node.boots(Slot.A);
    node.says(release.version() + ".*(never found healthy|has failed here)", NodeUnderTest.INSTALL);
    assertThat(node.status("committed")).startsWith("slot A, " + committed.version());
    assertThat(node.status("last failed")).startsWith(release.version().value());
    node.types("node-agent apply");

    DiskInspection disk = node.switchedOff();
    assertThat(disk.bootState())
        .isEqualTo(
            new BootState(
                Slot.A, Optional.empty(), Optional.of(new BadVersion(release.version(), because))));
    assertThat(disk.intactRelease(Slot.A)).isEqualTo(committed.version());
    return disk;
  }
}
