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
 * board lives through all updates; that it commits the last one, too, is waited for in the long
 * mode.
 */
@Order(3)
final class RaspberryPiIT {

  private static final Platform BOARD = Platform.AARCH64_RPI;

  @Test
  void aBoardComesBackFromAPanicAndIsUpdatedByAStickAndByItsDeaddrop() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(BOARD, "raspberry-pi", RaspberryPiIT::prepare)) {
      comesBackFromAPanic(node);
      isUpdatedByTheStickBootLoaderIncluded(node);
      isUpdatedByTheDeaddrop(node);
      DiskInspection disk = Thorough.isOn() ? node.switchedOff() : node.lostPower();
      assertThat(disk.bootState().committed()).isEqualTo(Thorough.isOn() ? Slot.A : Slot.B);
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.OTHER_BOARDS.version());
      assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.SECOND.version());
      assertThat(disk.deviceTrees(Slot.A))
          .as("dropped ones are gone, added ones are there")
          .containsExactlyInAnyOrderElementsOf(TestRelease.SECOND.deviceTrees());
      assertThat(disk.uBoots())
          .containsExactlyInAnyOrderElementsOf(Workshop.of(BOARD).newerUBoots());
    }
  }

  /** A release that panics has its last attempt; a stick is plugged in. */
  private static List<String> prepare(Path disk) throws IOException {
    Workshop.of(BOARD).putOnTrial(disk, TestRelease.PANICS, 1);
    return UsbStick.with(BOARD, TestRelease.OTHER_BOARDS, Workshop.NEWER_ESP_VERSION, disk);
  }

  private static void comesBackFromAPanic(NodeUnderTest node) {
    node.says("Slot psyopsOS-B \\.\\.\\.", NodeUnderTest.BOOT);
    node.says(": this release is made to", NodeUnderTest.BOOT);
    node.says("the machine reset itself", NodeUnderTest.BOOT);
    node.boots(Slot.A);
    node.says(TestRelease.PANICS.version() + ".*never found healthy", NodeUnderTest.BOOT);
  }

  private static void isUpdatedByTheStickBootLoaderIncluded(NodeUnderTest node) {
    node.types("systemctl stop node-agent.timer node-agent.service");
    node.types("mkdir /tmp/stick; until mount -o ro /dev/sda /tmp/stick; do sleep 1; done");
    String apply = "node-agent apply --from /tmp/stick --no-reboot";
    node.shows( // The node is held while it looks at itself after the boot.
        "until " + apply + "; do sleep 5; done",
        TestRelease.OTHER_BOARDS.version() + " is ready in slot B; the next boot tries it");
    node.types(apply + " --target efisys --loader");
    node.losesPower(); // The emulated board's firmware looks at config.txt when it is switched on.
    commits(node, Slot.B, TestRelease.OTHER_BOARDS);
    node.shows("cat /proc/cmdline", " psyopsos.board=broadcom/bcm2837-rpi-3-b.dtb");
  }

  private static void isUpdatedByTheDeaddrop(NodeUnderTest node) throws IOException {
    node.deploy(TestRelease.SECOND, Workshop.NEWER_ESP_VERSION);
    installs(node, Slot.A, TestRelease.SECOND);
    if (Thorough.isOn()) {
      commits(node, Slot.A, TestRelease.SECOND);
    } else {
      node.startsFrom(Slot.A);
    }
  }

  /** Does not wait for the timer. */
  private static void installs(NodeUnderTest node, Slot slot, TestRelease release) {
    node.types("systemctl restart --no-block node-agent.service");
    node.says(release.version() + " is ready in slot " + slot, NodeUnderTest.INSTALL);
  }

  private static void commits(NodeUnderTest node, Slot slot, TestRelease release) {
    node.boots(slot);
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
