package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.vm.Thorough;

/**
 * An emulated Raspberry Pi 3B, from U-Boot on. One board at a time: it has four processors. First
 * of all scenarios, since it takes longest: a boot takes two minutes and more. That is why one
 * board lives through all updates.
 */
@Order(3)
final class RaspberryPiIT {

  private static final Platform BOARD = Platform.AARCH64_RPI;

  @Test
  void aBoardComesBackFromAPanicAndIsUpdatedByItsDeaddropAndByAStick() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(BOARD, "raspberry-pi", RaspberryPiIT::prepare)) {
      comesBackFromAPanic(node);
      isUpdatedByTheDeaddrop(node);
      isUpdatedByTheStickBootLoaderIncluded(node);
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState().committed()).isEqualTo(Slot.B);
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.OTHER_BOARDS.version());
      assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.SECOND.version());
      assertThat(disk.deviceTrees(Slot.B))
          .as("the deaddrop's: dropped ones are gone, added ones are there")
          .containsExactlyInAnyOrderElementsOf(TestRelease.OTHER_BOARDS.deviceTrees());
      assertThat(disk.deviceTrees(Slot.A))
          .as("the stick's")
          .containsExactlyInAnyOrderElementsOf(TestRelease.SECOND.deviceTrees());
      assertThat(disk.uBoots())
          .containsExactlyInAnyOrderElementsOf(Workshop.of(BOARD).newerUBoots());
      node.switchesOn(); // With the U-Boot that config.txt names now.
      node.startsFrom(Slot.A);
      if (Thorough.isOn()) {
        commits(node, Slot.A, TestRelease.SECOND);
      }
    }
  }

  /**
   * A release that panics has its last attempt, and the deaddrop offers the next one. A stick is
   * plugged in, whose offer is newer.
   */
  private static List<String> prepare(Path disk) throws IOException {
    Workshop workshop = Workshop.of(BOARD);
    workshop.putOnTrial(disk, TestRelease.PANICS, 1);
    workshop.deploy(disk.resolveSibling(""), TestRelease.OTHER_BOARDS, Workshop.ESP_VERSION);
    return UsbStick.with(BOARD, TestRelease.SECOND, Workshop.NEWER_ESP_VERSION, disk);
  }

  private static void comesBackFromAPanic(NodeUnderTest node) {
    node.says("Slot psyopsOS-B \\.\\.\\.", NodeUnderTest.BOOT);
    node.says(": this release is made to", NodeUnderTest.BOOT);
    node.says("the machine reset itself", NodeUnderTest.BOOT);
    node.boots(Slot.A);
    node.says(TestRelease.PANICS.version() + ".*never found healthy", NodeUnderTest.BOOT);
  }

  private static void isUpdatedByTheDeaddrop(NodeUnderTest node) {
    node.says(TestRelease.OTHER_BOARDS.version() + " is ready in slot B", NodeUnderTest.INSTALL);
    node.startsFrom(Slot.B);
    commits(node, Slot.B, TestRelease.OTHER_BOARDS);
    node.shows("cat /proc/cmdline", " psyopsos.board=broadcom/bcm2837-rpi-3-b.dtb");
  }

  private static void isUpdatedByTheStickBootLoaderIncluded(NodeUnderTest node) {
    node.types("systemctl stop node-agent.timer node-agent.service");
    node.types("mkdir /tmp/stick; until mount -o ro /dev/sda /tmp/stick; do sleep 1; done");
    String apply = "node-agent apply --from /tmp/stick --no-reboot";
    node.shows( // The node is held while it looks at itself after the boot.
        "until " + apply + "; do sleep 5; done",
        TestRelease.SECOND.version() + " is ready in slot A; the next boot tries it");
    node.types(apply + " --target efisys --loader");
  }

  /** Its root comes up, from where its initramfs has found it. */
  private static void commits(NodeUnderTest node, Slot slot, TestRelease release) {
    node.says("automatic login", NodeUnderTest.BOOT);
    node.says(
        release.version() + " is healthy: slot " + slot + " is committed", NodeUnderTest.BOOT);
    node.shows("cat /proc/device-tree/" + Workshop.MARK + "; echo", "^" + release);
  }

  /** QEMU's watchdog has no clock and resets the board at once: that shows that it is armed. */
  @Test
  void theBoardsWatchdogIsArmedInATrial() throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.start(BOARD, "raspberry-pi-watchdog", RaspberryPiIT::armedOnTrial)) {
      node.says("Slot psyopsOS-B \\.\\.\\.", NodeUnderTest.BOOT);
      node.says("init: arming the watchdog", NodeUnderTest.BOOT);
      node.says("the machine reset itself", NodeUnderTest.BOOT);
      node.says("Slot psyopsOS-A \\.\\.\\.", NodeUnderTest.BOOT);
    }
  }

  private static List<String> armedOnTrial(Path disk) throws IOException {
    Workshop.of(BOARD).putOnTrial(disk, TestRelease.ARMED, 1);
    return List.of(disk.toString());
  }
}
