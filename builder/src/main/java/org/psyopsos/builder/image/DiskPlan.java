package org.psyopsos.builder.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.GptPartition;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.builder.disk.GuidPartitionTable;
import org.psyopsos.builder.disk.MasterBootRecord;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Fat32;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.DiskLayout.Partition;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * Where everything lies in an image, settled before anything is written. Identifiers follow from
 * version and label, so the same release gives the same image.
 *
 * @param image the file that will be written
 * @param layout labels and sizes
 * @param platform the machines that boot from it
 * @param version the image's, and the time of everything in it
 */
record DiskPlan(Path image, DiskLayout layout, Platform platform, ReleaseVersion version) {

  private static final String PURPOSE = "psyopsOS disk image";

  DiskPlan {
    List<Partition> partitions = layout.partitions();
    Fat32.require(volume(image, partitions, 0, version));
    for (int i = 1; i < partitions.size(); i++) {
      Ext4.require(volume(image, partitions, i, version));
    }
  }

  Volume efi() {
    return volume(image, layout.partitions(), 0, version);
  }

  Volume secret() {
    return volume(image, layout.partitions(), 1, version);
  }

  Volume slot(Slot slot) {
    return volume(image, layout.partitions(), slot == Slot.A ? 2 : 3, version);
  }

  GuidPartitionTable table() {
    List<GptPartition> entries = new ArrayList<>();
    List<Volume> volumes = List.of(efi(), secret(), slot(Slot.A), slot(Slot.B));
    for (Volume volume : volumes) {
      Guid type = entries.isEmpty() ? GptPartition.EFI_SYSTEM : GptPartition.LINUX;
      Guid id = Guid.derivedFrom(PURPOSE, "partition", version.value(), volume.label());
      entries.add(new GptPartition(type, id, volume.label(), volume.range()));
    }
    Guid disk = Guid.derivedFrom(PURPOSE, "disk", version.value());
    return new GuidPartitionTable(disk, size(layout), entries);
  }

  /** Bytes of an image: the partitions, and room for the table before and behind them. */
  static long size(DiskLayout layout) {
    long partitions = layout.partitions().stream().mapToLong(Partition::size).sum();
    return DiskLayout.ALIGNMENT + partitions + DiskLayout.ALIGNMENT;
  }

  MasterBootRecord masterBootRecord() {
    return switch (platform) {
      case X86_64_UEFI -> MasterBootRecord.PROTECTIVE;
      case AARCH64_RPI -> MasterBootRecord.HYBRID;
    };
  }

  /** The identifier of the file system that a version's content gets in this partition. */
  static Guid fileSystemId(ReleaseVersion version, String label) {
    return Guid.derivedFrom(PURPOSE, "file system", version.value(), label);
  }

  private static Volume volume(
      Path image, List<Partition> partitions, int index, ReleaseVersion version) {
    long start = DiskLayout.ALIGNMENT;
    for (Partition before : partitions.subList(0, index)) {
      start += before.size();
    }
    Partition partition = partitions.get(index);
    String label = partition.label().value();
    Guid id = fileSystemId(version, label);
    ByteRange range = ByteRange.ofLength(start, partition.size());
    return new Volume(image, range, label, id, version.instant());
  }
}
