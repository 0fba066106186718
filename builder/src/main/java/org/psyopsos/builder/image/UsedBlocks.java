package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.disk.BlockMap;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.GptPartition;
import org.psyopsos.builder.disk.GuidPartitionTable;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Ext4Superblock;
import org.psyopsos.builder.filesystem.Fat32;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.io.CommandRunner;

/** Makes block maps; also of images in which a machine or a person has written. */
final class UsedBlocks {

  private final CommandRunner commands;
  private final Progress progress;

  UsedBlocks(CommandRunner commands, Progress progress) {
    this.commands = commands;
    this.progress = progress;
  }

  byte[] blockMap(Path image, GuidPartitionTable table) throws IOException {
    List<ByteRange> used = new ArrayList<>(table.ranges());
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      for (GptPartition partition : table.partitions()) {
        used.addAll(used(image, channel, partition));
      }
    }
    long total = used.stream().mapToLong(ByteRange::length).sum();
    try (Progress.Step step = progress.begin("hashing blocks", total)) {
      return new BlockMap(image, step::advance).describe(used);
    }
  }

  /** All of it, where the tables of the file system need not tell the truth. */
  private List<ByteRange> used(Path image, FileChannel channel, GptPartition partition)
      throws IOException {
    ByteRange range = partition.range();
    Optional<Ext4Superblock> ext4 = Ext4Superblock.read(channel, range.start());
    if (ext4.isPresent() && ext4.get().clean()) {
      Volume volume =
          new Volume(image, range, partition.name(), ext4.get().id(), ext4.get().made());
      return new Ext4(commands).used(volume);
    }
    return Fat32.used(channel, range).orElse(List.of(range));
  }
}
