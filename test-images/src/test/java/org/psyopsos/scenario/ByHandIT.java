package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.vm.Thorough;

/**
 * A person updates a node by hand from a stick, on a disk that has suffered: plan, an installation
 * that is killed, one that goes on where that ended, what was mended. In the long mode the
 * committed system falls into emergency mode in the end, long after its start.
 */
final class ByHandIT {

  private static final String SECOND = TestRelease.SECOND.version().value();

  /** Nobody waits twenty minutes; the first look finds nothing wrong. */
  private static final String SOON =
      "d=/run/systemd/system/node-agent-emergency.timer.d; mkdir -p $d;"
          + " printf '[Timer]\\nOnBootSec=\\nOnBootSec=1s\\nOnUnitActiveSec=10s\\n' >$d/soon.conf;"
          + " systemctl daemon-reload; systemctl restart node-agent-emergency.timer";

  @Test
  void aNodeIsMendedAndUpdatedFromAStick() throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.start(
            "by-hand",
            at ->
                UsbStick.with(
                    Platform.X86_64_UEFI, TestRelease.SECOND, Workshop.ESP_VERSION, at))) {
      node.boots(Slot.A);
      node.types("systemctl stop node-agent.timer node-agent.service");
      node.types("mkdir /tmp/stick; until mount -o ro /dev/sda /tmp/stick; do sleep 1; done");
      String apply = "node-agent apply --from /tmp/stick";

      node.shows( // The node is held while it looks at itself after the boot.
          "until " + apply + " --dry-run; do sleep 5; done",
          SECOND + ".*slot B.*fetch [0-9]+.*reuse [0-9]+");
      assertThat(node.status("trial")).isEqualTo("none");

      node.types("mkdir /tmp/efi; mount /dev/vda1 /tmp/efi; cd /tmp/efi/grub");
      node.types("echo no >env.a; echo no >env.b; cd /");
      node.types("umount /tmp/efi; dd if=/dev/zero of=/dev/vda4 bs=1M count=1 conv=fsync");
      node.shows(
          "(" + apply + " --no-flip; echo \"applied:$?\") &", "slot B gets a new file system");
      node.says("[0-9]+ % of [0-9]+ bytes", NodeUnderTest.INSTALL);
      node.types("kill -KILL $(pidof java)");
      node.says("applied:137", NodeUnderTest.BOOT);

      Matcher counts =
          node.shows(
              apply + " --no-reboot",
              "fetched ([0-9]+), reused ([0-9]+), written ([0-9]+), skipped ([0-9]+) bytes");
      long written = Long.parseLong(counts.group(3));
      long there = Long.parseLong(counts.group(4));
      assertThat(there).as("what the killed one has left").isPositive();
      assertThat(Long.parseLong(counts.group(1)) + Long.parseLong(counts.group(2)))
          .as("nothing twice")
          .isBetween(written, written + (written + there) / 20);
      node.says(SECOND + " is ready in slot B; the next boot tries it", NodeUnderTest.INSTALL);
      node.shows("node-agent status", "^repaired .*boot environment mended: env.a");
      node.says("^repaired .*slot B got a new file system", NodeUnderTest.BOOT);

      node.types("systemctl reboot");
      node.boots(Slot.B);
      node.says(SECOND + " is healthy: slot B is committed", NodeUnderTest.BOOT);

      if (Thorough.isOn()) {
        fallsIntoEmergencyMode(node);
      }
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.A)).isEqualTo(TestRelease.FIRST.version());
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
    }
  }

  private static void fallsIntoEmergencyMode(NodeUnderTest node) {
    node.types(SOON);
    node.types("sleep 5; systemctl is-active node-agent-emergency.timer");
    node.typesAndLosesItsShell("systemctl start --job-mode=replace-irreversibly emergency.target");
    node.says("this system is in emergency mode, or has never come up", NodeUnderTest.BOOT);
    node.boots(Slot.B);
    node.says("slot B is committed, no version is on trial", NodeUnderTest.BOOT);
  }
}
