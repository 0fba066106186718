package org.psyopsos.scenario;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;

/**
 * Rollback of a release whose init ends, of one that hangs before it finds its slot, of one that
 * comes up with an agent that does not work, and of one that ends in emergency mode.
 */
@Execution(ExecutionMode.CONCURRENT)
final class AttemptsIT {

  @ParameterizedTest
  @EnumSource(names = {"HANGS", "PANICS", "CRASHES", "EMERGENCY"})
  void aReleaseThatNeverComesUpIsLeftAfterItsAttempts(TestRelease release) throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(release.variant())) {
      node.boots(Slot.A);
      node.deploy(release);
      node.says(release.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      for (int attempt = 0; attempt < Workshop.BOOT_ATTEMPTS; attempt++) {
        node.says(lastWords(release), NodeUnderTest.BOOT);
      }
      FailedTrial.isLeftBehind(node, release, FailedBecause.ATTEMPTS_USED_UP);
    }
  }

  /** The one that ends in emergency mode says nothing itself. */
  private static String lastWords(TestRelease release) {
    return release == TestRelease.EMERGENCY
        ? ": this system is in emergency mode"
        : ": this release is made to";
  }
}
