package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.vm.Thorough;

/**
 * What is the same for every release that fails: the node is back, says why, and does not try
 * again.
 */
final class FailedTrial {

  private FailedTrial() {}

  /** Waits for the node's return to its first release. */
  static void isLeftBehind(NodeUnderTest node, TestRelease release, FailedBecause because)
      throws IOException {
    ReleaseVersion committed = TestRelease.FIRST.version();
    node.boots(Slot.A);
    node.says(release.version() + ".*(never found healthy|has failed here)", NodeUnderTest.INSTALL);
    node.shows("node-agent status", "^committed +slot A, " + committed);
    node.says("^last failed +" + release.version(), NodeUnderTest.BOOT);
    if (Thorough.isOn()) {
      node.types("node-agent apply"); // Nor does a person get it once more.
    }

    DiskInspection disk = node.switchedOff();
    assertThat(disk.bootState())
        .isEqualTo(
            new BootState(
                Slot.A, Optional.empty(), Optional.of(new BadVersion(release.version(), because))));
    assertThat(disk.intactRelease(Slot.A)).isEqualTo(committed);
  }
}
