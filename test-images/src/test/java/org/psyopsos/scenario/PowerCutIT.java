package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;

/** The power fails while a release is on trial: the attempt is lost, the release is not. */
final class PowerCutIT {

  @Test
  void aTrialGoesOnAfterAPowerCut() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start("power-cut")) {
      node.boots(Slot.A);
      node.deploy(TestRelease.SECOND);
      node.says("init: slot psyopsOS-B is ", NodeUnderTest.INSTALL);
      node.losesPower();

      node.boots(Slot.B);
      node.says(
          TestRelease.SECOND.version() + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
    }
  }
}
