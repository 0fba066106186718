package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;

/**
 * The power fails while a release is written, and again while it is on trial: an attempt is lost
 * each time, the release is not.
 */
final class PowerCutIT {

  @Test
  void whatWasBegunGoesOnAfterAPowerCut() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start("power-cut")) {
      node.boots(Slot.A);
      node.deploy(TestRelease.SECOND);
      node.says("[0-9]+ % of [0-9]+ bytes", NodeUnderTest.INSTALL);
      node.losesPower();

      node.boots(Slot.A);
      node.says("read back and compared", NodeUnderTest.INSTALL);
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
