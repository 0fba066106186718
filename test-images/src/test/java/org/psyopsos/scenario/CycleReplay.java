package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.RecordedCycle;
import org.psyopsos.layout.Slot;
import org.psyopsos.vm.Thorough;

/** A node whose writes are recorded; afterwards a power cut at each moment is looked at. */
final class CycleReplay {

  private static final String EFI = "PSYOPSOSEFI";
  private static final int FEWEST_STATES = 50;
  private static final Set<String> BOOTED = ConcurrentHashMap.newKeySet();

  private final String name;
  private byte[] efiBefore = new byte[0];

  CycleReplay(String name) {
    this.name = name;
  }

  /** What `tk vm` is told of a disk whose writes are recorded from here on. */
  List<String> recorded(Path disk) throws IOException {
    efiBefore = DiskInspection.bytes(disk, DiskInspection.partition(disk, EFI));
    return RecordedDisk.of(disk, log());
  }

  /**
   * Nothing went to slot A; GRUB takes slot B only when all of that is on the medium, and it always
   * finds a copy of the environment. Then boots one state of each kind that no other cycle has had;
   * its root, which no write to the EFI partition can change, in the long mode only.
   */
  void holdsWhateverAPowerCutLeaves() throws Exception {
    Path disk = NodeUnderTest.directory(name).resolve("disk.img");
    RecordedCycle cycle =
        RecordedCycle.of(
            log(),
            new RecordedCycle.Disk(
                DiskInspection.partition(disk, EFI),
                DiskInspection.partition(disk, "psyopsOS-A"),
                DiskInspection.partition(disk, "psyopsOS-B")),
            efiBefore);
    String found = name + ": " + cycle.states() + " states, " + cycle.classes().keySet();
    System.out.println(found);
    Files.writeString(Path.of("target", "cycle-" + name + ".txt"), found + "\n");
    assertThat(cycle.states()).isGreaterThan(FEWEST_STATES);
    assertThat(cycle.toA()).as("writes to the committed slot").isZero();
    assertThat(cycle.classes().keySet()).noneMatch(kind -> kind.contains("last resort"));
    assertThat(cycle.lastToB().orElseThrow()).isLessThan(cycle.firstOfB().orElseThrow());
    for (Map.Entry<String, CrashState> kind : cycle.classes().entrySet()) {
      if (BOOTED.add(kind.getKey())) {
        boots(kind.getKey(), kind.getValue(), disk);
      }
    }
  }

  private void boots(String kind, CrashState efi, Path after) throws Exception {
    Slot slot = kind.startsWith("slot A") ? Slot.A : Slot.B;
    String cut = name + "-cut";
    try (NodeUnderTest node = NodeUnderTest.startFrom(cut, disk -> prepare(disk, after, efi))) {
      if (Thorough.isOn()) {
        node.boots(slot);
      } else {
        node.startsFrom(slot);
      }
    }
  }

  private static void prepare(Path disk, Path after, CrashState efi) throws IOException {
    Programs.run("cp", "--sparse=always", after.toString(), disk.toString());
    DiskInspection.write(disk, EFI, efi.bytes());
  }

  private Path log() {
    return NodeUnderTest.directory(name).resolveSibling(name + "-writes.log");
  }
}
