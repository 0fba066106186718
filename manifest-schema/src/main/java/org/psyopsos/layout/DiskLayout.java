package org.psyopsos.layout;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * The four partitions of a disk, in order.
 *
 * @param efi the EFI system partition (FAT32)
 * @param secret the node's identity and keys (ext4)
 * @param a slot A (ext4)
 * @param b slot B (ext4)
 */
public record DiskLayout(Partition efi, Partition secret, Partition a, Partition b) {

  /** The version of this arrangement; a manifest names the one that it needs. */
  public static final int VERSION = 1;

  /** Bytes in a MiB. */
  public static final long MIB = 1024L * 1024;

  /** Partitions start and end on multiples of this many bytes. */
  public static final long ALIGNMENT = MIB;

  /**
   * One partition.
   *
   * @param label GPT name and file-system label
   * @param size bytes, a multiple of {@link #ALIGNMENT}
   */
  public record Partition(PartitionLabel label, long size) {
    public Partition {
      if (size < ALIGNMENT || size % ALIGNMENT != 0) {
        throw new BadInput(
            Problem.of("not a partition size")
                .at(label)
                .expected("a positive multiple of 1 MiB")
                .found(size + " bytes"));
      }
    }
  }

  public DiskLayout {
    Set<String> labels = new HashSet<>();
    for (Partition partition : List.of(efi, secret, a, b)) {
      if (!labels.add(partition.label().value())) {
        throw new BadInput(Problem.of("two partitions with one label").at(partition.label()));
      }
    }
    if (a.size() != b.size()) {
      throw new BadInput(
          Problem.of("the two slots differ in size")
              .expected(a.label() + " and " + b.label() + " the same")
              .found(a.size() + " and " + b.size() + " bytes"));
    }
  }

  /** psyopsOS's labels and the default sizes. */
  public static DiskLayout defaults() {
    return new DiskLayout(
        new Partition(new PartitionLabel("PSYOPSOSEFI"), 128 * MIB),
        new Partition(new PartitionLabel("psyops-secret"), 128 * MIB),
        new Partition(new PartitionLabel("psyopsOS-A"), 1536 * MIB),
        new Partition(new PartitionLabel("psyopsOS-B"), 1536 * MIB));
  }

  public Partition slot(Slot slot) {
    return slot == Slot.A ? a : b;
  }

  /** All four, in the order of the partition table. */
  public List<Partition> partitions() {
    return List.of(efi, secret, a, b);
  }
}
