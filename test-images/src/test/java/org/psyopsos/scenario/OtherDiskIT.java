package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/**
 * A spare card in a reader has the same labels and file systems as the disk that the node runs
 * from. Nobody reads or writes it while the node boots, updates, and commits; until it is named.
 */
final class OtherDiskIT {

  private static final String SECOND = TestRelease.SECOND.version().value();
  private static final Path DIRECTORY = NodeUnderTest.directory("other-disk");

  /** Sectors read, and sectors written. */
  private static final String TRAFFIC =
      "udevadm settle; echo \"traffic: $(awk '{print $3, $7}' /sys/block/sda/stat)\"";

  @Test
  void onlyTheDiskThatIsNamedIsTouched() throws Exception {
    Path spare = DIRECTORY.resolve("spare.img");
    try (NodeUnderTest node = NodeUnderTest.start("other-disk", disk -> plugged(disk, spare))) {
      node.boots(Slot.A);
      node.types("systemctl stop node-agent.timer; until [ -e /dev/sda4 ]; do sleep 1; done");
      String before = node.shows(TRAFFIC, "^traffic: ([0-9]+ 0)$").group(1);
      node.deployEsp(Workshop.NEWER_ESP_VERSION);
      node.types("until node-agent apply --target efisys; do sleep 5; done"); // One is at work.
      assertThat(node.status("efi release")).isEqualTo(Workshop.NEWER_ESP_VERSION);
      node.deploy(TestRelease.SECOND);
      node.shows("node-agent apply --no-reboot", SECOND + " is ready in slot B");
      node.shows(TRAFFIC, "^traffic: " + before + "$");

      node.types("systemctl reboot");
      node.boots(Slot.B);
      node.says(SECOND + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      node.shows(TRAFFIC, "^traffic: [0-9]+ 0$");

      node.types("systemctl stop node-agent.timer node-agent.service");
      node.shows("node-agent status --disk /dev/sda", "^committed +slot A");
      node.shows("node-agent apply --disk /dev/sda", SECOND + " is ready in slot B");
      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
      assertThat(disk.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
    }
    Path scratch = Files.createDirectories(DIRECTORY.resolve("spare"));
    DiskInspection written = DiskInspection.of(spare, scratch);
    assertThat(written.bootState().committed()).isEqualTo(Slot.A);
    assertThat(written.bootState().trial()).isPresent();
    assertThat(written.intactRelease(Slot.B)).isEqualTo(TestRelease.SECOND.version());
  }

  /** A copy of the node's own disk, made unique as every card is when it is flashed. */
  private static List<String> plugged(Path disk, Path spare) throws IOException {
    Programs.run("cp", "--sparse=always", disk.toString(), spare.toString());
    Programs.run("sgdisk", "--randomize-guids", spare.toString());
    return UsbDisk.plugged(Platform.X86_64_UEFI, disk, spare, "readonly=off");
  }
}
