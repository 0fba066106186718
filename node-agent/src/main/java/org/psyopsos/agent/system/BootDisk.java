package org.psyopsos.agent.system;

import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.Slot;

/**
 * The disk that this system booted from. Another disk with the same labels, such as a spare card in
 * a reader, plays no part: the booted partition's UUID leads to the disk, and everything else is on
 * that one, at the numbers that GRUB uses too.
 *
 * @param efi the EFI partition
 * @param a slot A
 * @param b slot B
 * @param booted the slot whose partition the kernel was told
 */
public record BootDisk(Partition efi, Partition a, Partition b, Slot booted) {

  private static final int EFI = 1;
  private static final int SLOT_A = 3;
  private static final int SLOT_B = 4;

  /** Finds it among all partitions of this machine. */
  public static BootDisk find(KernelCommandLine kernel, CommandRunner commands, Path root) {
    return find(kernel, Lsblk.partitions(commands, root));
  }

  static BootDisk find(KernelCommandLine kernel, List<Partition> partitions) {
    List<Partition> booted =
        partitions.stream().filter(p -> p.partUuid().equals(kernel.partUuid())).toList();
    if (booted.size() != 1) {
      throw new NodeFault(
          Problem.of("cannot tell which partition this system booted from")
              .at("psyopsos.slot=" + kernel.partUuid())
              .expected("one partition with this UUID")
              .found(booted.size() + " " + booted)
              .hint("each card needs partition UUIDs of its own: give the copy new ones"));
    }
    requireLabel(kernel, booted.get(0));
    String disk = booted.get(0).disk();
    List<Partition> siblings = partitions.stream().filter(p -> p.disk().equals(disk)).toList();
    Partition a = numbered(siblings, SLOT_A, disk);
    Partition b = numbered(siblings, SLOT_B, disk);
    return new BootDisk(numbered(siblings, EFI, disk), a, b, slot(booted.get(0), a, b));
  }

  public Partition slot(Slot slot) {
    return slot == Slot.A ? a : b;
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

  private static Slot slot(Partition booted, Partition a, Partition b) {
    if (booted.equals(a)) {
      return Slot.A;
    }
    if (booted.equals(b)) {
      return Slot.B;
    }
    throw new NodeFault(
        Problem.of("this system did not boot from one of its slots")
            .at(booted)
            .expected(a + " or " + b));
  }

  private static Partition numbered(List<Partition> siblings, int number, String disk) {
    return siblings.stream()
        .filter(p -> p.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new NodeFault(
                    Problem.of("the boot disk lacks a partition")
                        .at(disk)
                        .expected("partition " + number)
                        .found(siblings)
                        .hint("write a disk image made by 'tk mkimage disk'")));
  }
}
