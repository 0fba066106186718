package org.psyopsos.scenario;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;

/** Rollback of a release whose init ends. */
final class PanicIT {

  @Test
  void aReleaseThatPanicsIsLeftAfterItsAttempts() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start("panics")) {
      node.boots(Slot.A);
      node.deploy(TestRelease.PANICS);
      node.says(TestRelease.PANICS.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      for (int attempt = 0; attempt < Workshop.BOOT_ATTEMPTS; attempt++) {
        node.says("init: this release is made to", NodeUnderTest.BOOT);
      }
      FailedTrial.isLeftBehind(node, TestRelease.PANICS, FailedBecause.ATTEMPTS_USED_UP);
    }
  }
}
