package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.GptPartition;
import org.psyopsos.builder.disk.GuidPartitionTable;
import org.psyopsos.builder.disk.PartitionTableReader;
import org.psyopsos.builder.disk.SparseCopy;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.DiskLayout.Partition;

/**
 * Writes one partition of an existing image anew; every other byte stays as it is. The work is done
 * on a copy that takes the image's place when it is whole: until then the image is as it was.
 */
public final class DiskUpdate {

  private final CommandRunner commands;
  private final DiskLayout layout;
  private final Progress progress;

  /**
   * Updates images made with {@code layout}; only its labels count, the sizes are the image's own.
   */
  public DiskUpdate(CommandRunner commands, DiskLayout layout, Progress progress) {
    this.commands = commands;
    this.layout = layout;
    this.progress = progress;
  }

  /**
   * Gives one partition other content. The caller holds the lock of the image's directory.
   *
   * @throws BadInput where the image is in use, its partitions are others, or the content is larger
   *     than the partition; nothing has been written then
   */
  public Made update(Path image, PartitionContent content) throws IOException {
    requireFile(image);
    try (FileChannel before = openAlone(image)) {
      GuidPartitionTable table = PartitionTableReader.read(before, image);
      requireLabels(image, table);
      GptPartition entry = table.partitions().get(content.index());
      Partition partition =
          new Partition(layout.partitions().get(content.index()).label(), entry.range().length());
      requireFits(content, partition);
      try (ScratchDirectory scratch = ScratchDirectory.in(directoryOf(image))) {
        return new ImageFile(image, isPrivate(image, content))
            .make(
                before.size(),
                after -> {
                  copyOthers(before, after, entry.range());
                  new PartitionWriter(commands, progress, scratch)
                      .write(
                          content,
                          partition,
                          entry.range(),
                          new PartitionWriter.Images(before, image, after));
                  return new UsedBlocks(commands, progress).blockMap(after, table);
                });
      }
    }
  }

  private void copyOthers(FileChannel before, Path after, ByteRange without) throws IOException {
    long size = before.size();
    try (Progress.Step step = progress.begin("copying the image", size - without.length());
        FileChannel target = FileChannel.open(after, StandardOpenOption.WRITE)) {
      SparseCopy copy = new SparseCopy(before, target, step::advance);
      copy.copy(new ByteRange(0, without.start()), 0);
      copy.copy(new ByteRange(without.end(), size), without.end());
    }
  }

  /** The new image takes the place of a file; it would only take that of a device's name. */
  private static void requireFile(Path image) {
    if (!Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadInput(
          Problem.of("only an image in a file can be updated")
              .at(image)
              .hint("update the file, and write that to the medium"));
    }
  }

  /** A virtual machine that runs from the image holds a lock on it. */
  private static FileChannel openAlone(Path image) throws IOException {
    FileChannel channel =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
      channel.close();
      throw inUse(image);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(image);
    }
  }

  private static BadInput inUse(Path image) {
    return new BadInput(
        Problem.of("the image is in use")
            .at(image)
            .hint("end the virtual machine or the other tk that uses it"));
  }

  private void requireLabels(Path image, GuidPartitionTable table) {
    List<String> expected =
        layout.partitions().stream().map(partition -> partition.label().value()).toList();
    List<String> found = table.partitions().stream().map(GptPartition::name).toList();
    if (found.size() < expected.size() || !found.subList(0, expected.size()).equals(expected)) {
      throw new BadInput(
          Problem.of("the image has other partitions than the settings")
              .at(image)
              .expected(String.join(" ", expected))
              .found(String.join(" ", found))
              .hint("use the settings file that the image was made with"));
    }
  }

  private static void requireFits(PartitionContent content, Partition partition) {
    if (content instanceof PartitionContent.OfSlot slot) {
      DiskImage.requireFits(slot.os().manifest(), partition);
    } else if (content instanceof PartitionContent.OfEfi efi) {
      DiskImage.requireFits(efi.esp().manifest(), partition);
    }
  }

  /** Once private, always private: another partition may hold the secret. */
  private static boolean isPrivate(Path image, PartitionContent content) throws IOException {
    boolean holdsSecrets =
        content instanceof PartitionContent.OfSecret secret
            && !(secret.secret() instanceof SecretContent.Empty);
    return holdsSecrets
        || !Files.getPosixFilePermissions(image).contains(PosixFilePermission.OTHERS_READ);
  }

  private static Path directoryOf(Path image) {
    return image.toAbsolutePath().resolveSibling("");
  }
}
