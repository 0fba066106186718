package org.psyopsos.scenario;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/**
 * An emulated Raspberry Pi 3B leaves a release whose init ends, and one that arms the board's
 * watchdog: QEMU's has no clock and resets the board at once, which shows that it is armed.
 */
final class RaspberryPiRollbackIT {

  @Test
  void aBoardComesBackFromReleasesThatNeverComeUp() throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.start(
            Platform.AARCH64_RPI, "raspberry-pi-rollback", disk -> List.of(disk.toString()))) {
      node.boots(Slot.A);
      tries(node, TestRelease.PANICS, ": this release is made to");
      node.boots(Slot.A);
      node.says(
          TestRelease.PANICS.version() + ".*(never found healthy|has failed here)",
          NodeUnderTest.INSTALL);

      tries(node, TestRelease.ARMED, "init: arming the watchdog");
      FailedTrial.isLeftBehind(node, TestRelease.ARMED, FailedBecause.ATTEMPTS_USED_UP);
    }
  }

  private static void tries(NodeUnderTest node, TestRelease release, String lastWords)
      throws Exception {
    node.deploy(release);
    node.says(release.version() + " is ready in slot B", NodeUnderTest.INSTALL);
    for (int attempt = 0; attempt < Workshop.BOOT_ATTEMPTS; attempt++) {
      node.says(lastWords, NodeUnderTest.BOOT);
      node.says("the machine reset itself", NodeUnderTest.BOOT);
    }
  }
}
