package org.psyopsos.scenario;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;

/** Rollback of a release that comes up, but with a health check that fails. */
final class UnhealthyIT {

  @Test
  void anUnhealthyReleaseIsLeftAtOnce() throws Exception {
    CycleReplay cycle = new CycleReplay("unhealthy");
    try (NodeUnderTest node = NodeUnderTest.start("unhealthy", cycle::recorded)) {
      node.boots(Slot.A);
      node.deploy(TestRelease.UNHEALTHY);
      node.says("init: slot psyopsOS-B is ", NodeUnderTest.INSTALL);
      node.says("NOT HEALTHY: 50-made-to-fail: .*made to be unhealthy", NodeUnderTest.BOOT);
      FailedTrial.isLeftBehind(node, TestRelease.UNHEALTHY, FailedBecause.HEALTH_CHECK);
    }
    cycle.holdsWhateverAPowerCutLeaves();
  }
}
