package org.psyopsos.agent.system;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Slot;

/**
 * The disk that this system booted from. Another disk with the same labels, such as a spare card in
 * a reader, plays no part: the booted partition's UUID leads to the disk, and everything else is on
 * that one, at the numbers that GRUB uses too. A person may name another disk, or partitions.
 *
 * @param efi the EFI partition
 * @param a slot A
 * @param b slot B
 * @param booted the slot that this system runs from; none where that is neither
 */
public record BootDisk(Partition efi, Partition a, Partition b, Optional<Slot> booted) {

  private static final int EFI = 1;
  private static final int SLOT_A = 3;
  private static final int SLOT_B = 4;

  public BootDisk {
    if (Stream.of(efi, a, b).distinct().count() < 3) {
      throw new BadInput(
          Problem.of("one device for two purposes")
              .at("--device")
              .expected("three different ones")
              .found("efisys=" + efi + ", a=" + a + ", b=" + b));
    }
  }

  /**
   * Finds it among all devices of this machine.
   *
   * @param kernel none where GRUB did not start this system: then all partitions must be named
   */
  static BootDisk find(
      Optional<KernelCommandLine> kernel, NamedDevices named, Devices devices, NodePaths paths) {
    if (kernel.isEmpty() && named.isComplete()) {
      BootDisk disk = of("", named, devices);
      return disk.booting(disk.mounted(paths));
    }
    return find(kernel.orElseThrow(KernelCommandLine::missing), named, devices);
  }

  static BootDisk find(KernelCommandLine kernel, NamedDevices named, Devices devices) {
    List<Partition> booted =
        devices.all().stream().filter(p -> p.partUuid().equals(kernel.partUuid())).toList();
    if (booted.size() != 1) {
      throw new NodeFault(
          Problem.of("cannot tell which partition this system booted from")
              .at("psyopsos.slot=" + kernel.partUuid())
              .expected("one partition with this UUID")
              .found(booted.size() + " " + booted)
              .hint(
                  "each card needs partition UUIDs of its own: sgdisk -G gives the copy new ones"));
    }
    requireLabel(kernel, booted.get(0));
    BootDisk disk = of(booted.get(0).disk(), named, devices);
    return disk.booting(Optional.of(disk.slot(booted.get(0))));
  }

  /** A disk whose partitions stand where they usually do. */
  static BootDisk of(String disk, Devices devices) {
    return of(disk, NamedDevices.NONE, devices);
  }

  public Partition slot(Slot slot) {
    return slot == Slot.A ? a : b;
  }

  private static BootDisk of(String disk, NamedDevices named, Devices devices) {
    return new BootDisk(
        named.efisys().map(devices::named).orElseGet(() -> devices.numbered(disk, EFI)),
        named.a().map(devices::named).orElseGet(() -> devices.numbered(disk, SLOT_A)),
        named.b().map(devices::named).orElseGet(() -> devices.numbered(disk, SLOT_B)),
        Optional.empty());
  }

  private BootDisk booting(Optional<Slot> slot) {
    return new BootDisk(efi, a, b, slot);
  }

  /** The slot that is this system's root, or holds it, where nobody has told the kernel. */
  private Optional<Slot> mounted(NodePaths paths) {
    return Stream.of(Slot.values())
        .filter(slot -> paths.runningSlot().stream().anyMatch(slot(slot).mountPoints()::contains))
        .findFirst();
  }

  private static void requireLabel(KernelCommandLine kernel, Partition booted) {
    if (!booted.label().equals(kernel.label().value())) {
      throw new NodeFault(
          Problem.of("the booted partition has another label than GRUB said")
              .at(booted.device())
              .expected(kernel.label())
              .found("'" + booted.label() + "'")
              .hint("was the partition table changed? write the disk image anew"));
    }
  }

  private Slot slot(Partition booted) {
    if (booted.equals(a)) {
      return Slot.A;
    }
    if (booted.equals(b)) {
      return Slot.B;
    }
    throw new NodeFault(
        Problem.of("this system did not boot from one of its slots")
            .at(booted)
            .expected(a + " or " + b)
            .hint("where the slots have other numbers, name them with --device or in [devices]"));
  }
}
