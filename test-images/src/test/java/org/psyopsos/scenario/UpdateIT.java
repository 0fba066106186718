package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.vm.Thorough;

/**
 * The main job: a node finds a release, installs it, tries it, keeps it. All the while there is a
 * spare card in its reader, which it leaves alone; in the long mode it is named then, and written
 * to.
 */
final class UpdateIT {

  private static final ReleaseVersion SECOND = TestRelease.SECOND.version();

  @Test
  void aNodeUpdatesItselfAndKeepsTheNewRelease() throws Exception {
    CycleReplay cycle = new CycleReplay("update");
    SpareCard card = SpareCard.of("update");
    try (NodeUnderTest node =
        NodeUnderTest.start("update", disk -> card.besides(disk, cycle.recorded(disk)))) {
      node.boots(Slot.A);
      SpareCard.watch(node);
      node.shows("systemctl is-active node-agent-deadline.timer", "^inactive"); // It is no trial.
      node.deploy(TestRelease.SECOND);
      node.says(SECOND + " is ready in slot B", NodeUnderTest.INSTALL);
      node.boots(Slot.B);
      SpareCard.watch(node);
      node.says(SECOND + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      assertThat(node.status("trial")).isEqualTo("none");
      SpareCard.isUntouched(node, 2);

      if (Thorough.isOn()) {
        node.types("systemctl stop node-agent.timer node-agent.service");
        node.shows("node-agent status --disk /dev/sda", "^committed +slot A");
        node.shows("node-agent apply --disk /dev/sda", SECOND + " is ready in slot B");
      }
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.FIRST.version());
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(SECOND);
    }
    if (Thorough.isOn()) {
      card.offersItself(SECOND);
    }
    cycle.holdsWhateverAPowerCutLeaves();
  }
}
