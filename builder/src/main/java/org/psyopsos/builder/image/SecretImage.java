package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.builder.disk.BlockMap;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout.Partition;
import org.psyopsos.manifest.ReleaseVersion;

/** Makes images of the secret partition alone, readable by their owner only. */
public final class SecretImage {

  private final CommandRunner commands;
  private final Path directory;
  private final Progress progress;

  public SecretImage(CommandRunner commands, Path directory, Progress progress) {
    this.commands = commands;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Makes {@code <label>.<version>.img} and its block map.
   *
   * @throws org.psyopsos.failure.BadInput where the content is larger than the partition
   */
  public Made make(ReleaseVersion version, Partition partition, SecretContent content)
      throws IOException {
    String label = partition.label().value();
    ImageFile file = new ImageFile(directory.resolve(label + "." + version + ".img"), true);
    Guid id = Guid.derivedFrom("psyopsOS secret image", version.value(), label);
    ByteRange range = ByteRange.ofLength(0, partition.size());
    Volume volume = new Volume(file.temporary(), range, label, id, version.instant());
    Ext4.require(volume);
    return file.make(partition.size(), image -> write(volume, content));
  }

  private byte[] write(Volume volume, SecretContent content) throws IOException {
    Ext4 ext4 = new Ext4(commands);
    new SecretPartition(ext4).write(volume, content);
    List<ByteRange> used = ext4.used(volume);
    long total = used.stream().mapToLong(ByteRange::length).sum();
    try (Progress.Step step = progress.begin("hashing blocks", total)) {
      return new BlockMap(volume.image(), step::advance).describe(used);
    }
  }
}
