package org.psyopsos.scenario;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;

/** Rollback of a release that hangs before it finds its slot. */
final class HangIT {

  @Test
  void aReleaseThatHangsIsLeftAfterItsAttempts() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start("hangs")) {
      node.boots(Slot.A);
      node.deploy(TestRelease.HANGS);
      node.says(TestRelease.HANGS.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      for (int attempt = 0; attempt < Workshop.BOOT_ATTEMPTS; attempt++) {
        node.says("init: this release is made to", NodeUnderTest.BOOT);
      }
      FailedTrial.isLeftBehind(node, TestRelease.HANGS, FailedBecause.ATTEMPTS_USED_UP);
    }
  }
}
