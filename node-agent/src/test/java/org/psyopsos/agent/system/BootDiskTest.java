package org.psyopsos.agent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.grub.Generation;
import org.psyopsos.grub.Written;
import org.psyopsos.io.CommandResult;
import org.psyopsos.layout.Slot;

class BootDiskTest {

  private static final KernelCommandLine FROM_B =
      KernelCommandLine.parse(
              "quiet psyopsos=psyopsOS-B psyopsos.slot=AA-4 psyopsos.gen=00000007\n")
          .orElseThrow();

  @Test
  void theKernelSaysWhatGrubChose() {
    assertThat(FROM_B.partUuid()).isEqualTo("aa-4");
    assertThat(FROM_B.generation()).contains(new Generation(7));
    assertThat(FROM_B.label()).hasToString("psyopsOS-B");
  }

  @Test
  void whatGrubSaysComesLastAndCounts() {
    KernelCommandLine kernel =
        KernelCommandLine.parse(
                "psyopsos=fake psyopsos.slot=1 psyopsos=psyopsOS-A psyopsos.slot=2 psyopsos.gen=none")
            .orElseThrow();
    assertThat(kernel.partUuid()).isEqualTo("2");
    assertThat(kernel.label()).hasToString("psyopsOS-A");
    assertThat(kernel.generation()).isEqualTo(Optional.empty());
  }

  @Test
  void theKernelSaysWhichBoardGrubKnows() {
    String line = "psyopsos=psyopsOS-A psyopsos.slot=2 psyopsos.gen=none";
    assertThat(KernelCommandLine.parse(line + " psyopsos.board=vendor/a.dtb").orElseThrow().board())
        .contains("vendor/a.dtb");
    assertThat(KernelCommandLine.parse(line + " psyopsos.board=").orElseThrow().board()).isEmpty();
    assertThat(FROM_B.board()).isEmpty();
  }

  @Test
  void theKernelSaysWhetherGrubCouldWrite() {
    String line = "psyopsos=psyopsOS-A psyopsos.slot=2 psyopsos.gen=none";
    for (Written written : Written.values()) {
      assertThat(KernelCommandLine.parse(line + " psyopsos.written=" + written.id()))
          .map(KernelCommandLine::written)
          .contains(written);
    }
    assertThat(FROM_B.written()).as("by an older grub.cfg").isEqualTo(Written.NONE);
  }

  @Test
  void anotherSystemIsNoNode() {
    assertThat(KernelCommandLine.parse("root=/dev/sda1 quiet")).isEmpty();
    assertThatThrownBy(() -> KernelCommandLine.parse("psyopsos.slot=1 psyopsos=a"))
        .isInstanceOf(NodeFault.class);
    assertThatThrownBy(
            () -> KernelCommandLine.parse("psyopsos=a psyopsos.slot=1 psyopsos.gen=7;reboot"))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void aSpareCardWithTheSameLabelsPlaysNoPart() {
    List<Partition> both = new ArrayList<>(disk("mmcblk1p", "bb-"));
    both.addAll(disk("mmcblk0p", "aa-"));
    BootDisk found = BootDisk.find(FROM_B, NamedDevices.NONE, all(both));
    assertThat(found.booted()).contains(Slot.B);
    assertThat(found.efi().device()).hasToString("/dev/mmcblk0p1");
    assertThat(found.slot(Slot.A).device()).hasToString("/dev/mmcblk0p3");
  }

  @Test
  void aCardThatWasCopiedWithItsUuidsIsRefused() {
    List<Partition> both = new ArrayList<>(disk("sda", "aa-"));
    both.addAll(disk("sdb", "aa-"));
    assertThatThrownBy(() -> BootDisk.find(FROM_B, NamedDevices.NONE, all(both)))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("one partition with this UUID");
  }

  @Test
  void anotherLabelThanGrubSaidIsRefused() {
    KernelCommandLine kernel =
        KernelCommandLine.parse("psyopsos=psyopsOS-A psyopsos.slot=aa-4 psyopsos.gen=none")
            .orElseThrow();
    assertThatThrownBy(() -> BootDisk.find(kernel, NamedDevices.NONE, all(disk("sda", "aa-"))))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("expected psyopsOS-A, found 'psyopsOS-B'");
  }

  @Test
  void lsblkIsReadAsItPrints() {
    String printed =
        """
        {"blockdevices": [
          {"path":"/dev/vda", "kname":"vda", "pkname":null, "partuuid":null, "partlabel":null, "mountpoints":[null]},
          {"path":"/dev/vda3", "kname":"vda3", "pkname":"vda", "partuuid":"AA-3", "partlabel":"psyopsOS-A",
           "mountpoints":["/run/psyops/slot", null]}
        ]}
        """;
    assertThat(Lsblk.devices(command -> new CommandResult(0, printed, ""), Path.of("/")))
        .containsExactly(
            new Partition(Path.of("/dev/vda"), "vda", "", "", "", List.of()),
            new Partition(
                Path.of("/dev/vda3"),
                "vda3",
                "vda",
                "aa-3",
                "psyopsOS-A",
                List.of(Path.of("/run/psyops/slot"))));
    assertThatThrownBy(
            () -> Lsblk.devices(command -> new CommandResult(0, "NAME", ""), Path.of("/")))
        .isInstanceOf(NodeFault.class);
  }

  private static Devices all(List<Partition> partitions) {
    return new Devices(partitions, Path.of("/"));
  }

  private static List<Partition> disk(String prefix, String uuid) {
    String name = prefix.endsWith("p") ? prefix.substring(0, prefix.length() - 1) : prefix;
    List<String> labels = List.of("PSYOPSOSEFI", "psyops-secret", "psyopsOS-A", "psyopsOS-B");
    List<Partition> partitions = new ArrayList<>();
    for (int number = 1; number <= labels.size(); number++) {
      partitions.add(
          new Partition(
              Path.of("/dev/" + prefix + number),
              prefix + number,
              name,
              uuid + number,
              labels.get(number - 1),
              List.of()));
    }
    return partitions;
  }
}
