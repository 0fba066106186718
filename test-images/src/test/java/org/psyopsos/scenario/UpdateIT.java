package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;

/** The main job: a node finds a release, installs it, tries it, keeps it. */
final class UpdateIT {

  @Test
  void aNodeUpdatesItselfAndKeepsTheNewRelease() throws Exception {
    CycleReplay cycle = new CycleReplay("update");
    try (NodeUnderTest node = cycle.start()) {
      node.boots(Slot.A);
      node.deploy(TestRelease.SECOND);
      node.says(TestRelease.SECOND.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      node.boots(Slot.B);
      node.says(
          TestRelease.SECOND.version() + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      assertThat(node.status("trial")).isEqualTo("none");

      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.FIRST.version());
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
    }
    cycle.holdsWhateverAPowerCutLeaves();
  }
}
