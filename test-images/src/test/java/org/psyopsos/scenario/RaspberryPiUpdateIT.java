package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/**
 * The main job on an emulated Raspberry Pi 3B: it finds a release, installs it, tries it, keeps it.
 */
final class RaspberryPiUpdateIT {

  @Test
  void aBoardUpdatesItselfAndItsDeviceTrees() throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.start(
            Platform.AARCH64_RPI, "raspberry-pi-update", disk -> List.of(disk.toString()))) {
      node.boots(Slot.A);
      node.deploy(TestRelease.SECOND);
      node.says(TestRelease.SECOND.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      node.boots(Slot.B);
      node.says(
          TestRelease.SECOND.version() + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      node.shows("cat /proc/cmdline", " psyopsos.board=broadcom/bcm2837-rpi-3-b.dtb");
      assertThat(node.status("trial")).isEqualTo("none");

      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.FIRST.version());
      assertThat(disk.deviceTrees(Slot.A))
          .containsExactlyInAnyOrderElementsOf(TestRelease.FIRST.boards());
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
      assertThat(disk.deviceTrees(Slot.B))
          .as("dropped ones are gone, added ones are there")
          .containsExactlyInAnyOrderElementsOf(TestRelease.SECOND.boards());
    }
  }
}
