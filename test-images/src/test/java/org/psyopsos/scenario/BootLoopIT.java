package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.psyopsos.grub.BootCount;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.vm.Thorough;

/**
 * The committed slot does not come up any more, though GRUB finds nothing wrong with it: the other
 * one takes its place, without a person.
 *
 * <p>All of these boots happen in the long mode; else GRUB has counted the first ones already. That
 * power cuts at boot are not taken for this is in {@link RandomPowerCutsIT}.
 */
@Execution(ExecutionMode.CONCURRENT)
final class BootLoopIT {

  private static final int BOOTS = Thorough.isOn() ? BootCount.OF_COMMITTED : 1;

  @Test
  void aSlotThatPanicsAtEveryBootGivesWay() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.startFrom("boot-loop", BootLoopIT::panicInA)) {
      for (int boot = 0; boot < BOOTS; boot++) {
        node.says("init: this release is made to", NodeUnderTest.BOOT);
      }
      node.says("Slot a was booted six times and did not come up", NodeUnderTest.BOOT);
      node.boots(Slot.B);
      node.says("did not come up: slot B is committed instead", NodeUnderTest.BOOT);
      node.shows("node-agent status", "^repaired .*slot B is committed instead");
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
    }
  }

  @Test
  void aRottenSquashfsGivesWay() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.startFrom("rot", BootLoopIT::rotInA)) {
      for (int boot = 0; boot < BOOTS; boot++) {
        node.says("init: cannot mount the squashfs of /dev/vda3", NodeUnderTest.BOOT);
      }
      node.startsFrom(Slot.B);
      if (Thorough.isOn()) {
        node.says("slot B is committed instead", NodeUnderTest.BOOT);
        isMended(node);
      }
    }
  }

  private static void isMended(NodeUnderTest node) throws IOException {
    node.deploy(TestRelease.SECOND);
    node.says(TestRelease.SECOND.version() + " is ready in slot A", NodeUnderTest.INSTALL);
    node.boots(Slot.A);
    node.says("is healthy: slot A is committed", NodeUnderTest.BOOT);
    DiskInspection disk = node.switchedOff();
    assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.SECOND.version());
  }

  private static void panicInA(Path disk) throws IOException {
    Workshop.of(Platform.X86_64_UEFI).writeSlot(Slot.A, TestRelease.PANICS, disk);
    DiskInspection.bootedInVain(disk, Slot.A, BootCount.OF_COMMITTED - BOOTS);
  }

  /** GRUB does not look at the squashfs. */
  private static void rotInA(Path disk) {
    DiskInspection.rot(disk, Slot.A);
    DiskInspection.bootedInVain(disk, Slot.A, BootCount.OF_COMMITTED - BOOTS);
  }
}
