package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/**
 * An emulated Raspberry Pi 3B, from U-Boot on. One board at a time: it has four processors. First
 * of all classes, since it takes longest.
 */
@Order(1)
final class RaspberryPiIT {

  @Test
  void aBoardUpdatesItselfAndItsDeviceTrees() throws Exception {
    try (NodeUnderTest node = board("raspberry-pi-update")) {
      node.boots(Slot.A);
      node.deploy(TestRelease.SECOND);
      node.says(TestRelease.SECOND.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      node.boots(Slot.B);
      node.says(
          TestRelease.SECOND.version() + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      node.shows("cat /proc/cmdline", " psyopsos.board=broadcom/bcm2837-rpi-3-b.dtb");
      node.shows("cat /proc/device-tree/" + Workshop.MARK + "; echo", "^SECOND");
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

  @Test
  void aBoardIsUpdatedFromAStickBootLoaderIncluded() throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.start(
            Platform.AARCH64_RPI,
            "raspberry-pi-stick",
            disk ->
                UsbStick.with(
                    Platform.AARCH64_RPI, TestRelease.SECOND, Workshop.NEWER_ESP_VERSION, disk))) {
      node.boots(Slot.A);
      node.types("systemctl stop node-agent.timer node-agent.service");
      node.types("mkdir /tmp/stick; until mount -o ro /dev/sda /tmp/stick; do sleep 1; done");
      String apply = "node-agent apply --from /tmp/stick --no-reboot";
      node.shows( // The node is held while it looks at itself after the boot.
          "until " + apply + "; do sleep 5; done",
          TestRelease.SECOND.version() + " is ready in slot B; the next boot tries it");
      node.types(apply + " --target efisys --loader");
      assertThat(node.status("efi release")).isEqualTo(Workshop.NEWER_ESP_VERSION);

      node.types("systemctl reboot");
      node.boots(Slot.B);
      node.says(
          TestRelease.SECOND.version() + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
    }
  }

  @Test
  void aBoardComesBackFromAReleaseThatPanics() throws Exception {
    try (NodeUnderTest node = board("raspberry-pi-rollback")) {
      node.boots(Slot.A);
      node.deploy(TestRelease.PANICS);
      node.says(TestRelease.PANICS.version() + " is ready in slot B", NodeUnderTest.INSTALL);
      for (int attempt = 0; attempt < Workshop.BOOT_ATTEMPTS; attempt++) {
        node.says(": this release is made to", NodeUnderTest.BOOT);
        node.says("the machine reset itself", NodeUnderTest.BOOT);
      }
      FailedTrial.isLeftBehind(node, TestRelease.PANICS, FailedBecause.ATTEMPTS_USED_UP);
    }
  }

  /** QEMU's watchdog has no clock and resets the board at once: that shows that it is armed. */
  @Test
  void theBoardsWatchdogIsArmedBeforeTheSlotIsLookedFor() throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.start(
            Platform.AARCH64_RPI, "raspberry-pi-watchdog", RaspberryPiIT::armedInA)) {
      for (int boot = 0; boot < 2; boot++) {
        node.says("init: arming the watchdog", NodeUnderTest.BOOT);
        node.says("the machine reset itself", NodeUnderTest.BOOT);
      }
    }
  }

  private static List<String> armedInA(Path disk) throws IOException {
    Workshop.of(Platform.AARCH64_RPI).writeSlotA(TestRelease.ARMED, disk);
    return List.of(disk.toString());
  }

  private static NodeUnderTest board(String name) throws IOException {
    return NodeUnderTest.start(Platform.AARCH64_RPI, name, disk -> List.of(disk.toString()));
  }
}
