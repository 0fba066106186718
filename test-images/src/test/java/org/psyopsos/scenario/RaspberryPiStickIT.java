package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/** A person updates an emulated Raspberry Pi 3B from a stick: a slot, and what boots it. */
final class RaspberryPiStickIT {

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
}
