package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Ext4Superblock;
import org.psyopsos.builder.filesystem.Fat32;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.BootControl;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout.Partition;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/** Writes one partition of an image anew. */
final class PartitionWriter {

  private static final List<String> ENVIRONMENT = List.of("grub/env.a", "grub/env.b");

  private final CommandRunner commands;
  private final Progress progress;
  private final ScratchDirectory scratch;

  PartitionWriter(CommandRunner commands, Progress progress, ScratchDirectory scratch) {
    this.commands = commands;
    this.progress = progress;
    this.scratch = scratch;
  }

  /**
   * The image before and after.
   *
   * @param before as it was, open for reading
   * @param beforeFile its name
   * @param after the file to write into: holes where the partition is
   */
  record Images(FileChannel before, Path beforeFile, Path after) {}

  void write(PartitionContent content, Partition partition, ByteRange range, Images images)
      throws IOException {
    if (content instanceof PartitionContent.OfSlot slot) {
      Path tree = scratch.directory("slot");
      new ReleaseTree(slot.os(), progress).writeSlot(tree);
      new Ext4(commands)
          .make(
              volume(images.after(), range, partition, slot.os().manifest().version()),
              Optional.of(tree));
    } else if (content instanceof PartitionContent.OfEfi efi) {
      writeEfi(
          efi, volume(images.after(), range, partition, efi.esp().manifest().version()), images);
    } else if (content instanceof PartitionContent.OfSecret secret) {
      new SecretPartition(new Ext4(commands))
          .write(successor(images, range, partition), secret.secret());
    }
  }

  /** A new GRUB must not decide anew which slot boots. */
  private void writeEfi(PartitionContent.OfEfi efi, Volume volume, Images images)
      throws IOException {
    Path tree = scratch.directory("efi");
    new ReleaseTree(efi.esp(), progress).writeEfiFiles(tree);
    Fat32 fat = new Fat32(commands);
    for (String file : ENVIRONMENT) {
      fat.copyOut(images.beforeFile(), volume.range().start(), file, tree.resolve(file));
    }
    BootControl boot = new BootControl(tree);
    boot.repair(Slot.A);
    boot.cameUp();
    fat.make(volume, tree);
  }

  private static Volume volume(
      Path image, ByteRange range, Partition partition, ReleaseVersion version) {
    String label = partition.label().value();
    Guid id = DiskPlan.fileSystemId(version, label);
    return new Volume(image, range, label, id, version.instant());
  }

  /** Secrets have no version: identifier and time are those of the file system before. */
  private static Volume successor(Images images, ByteRange range, Partition partition)
      throws IOException {
    Ext4Superblock old =
        Ext4Superblock.read(images.before(), range.start())
            .orElseThrow(
                () ->
                    new BadInput(
                        Problem.of("the secret partition holds no ext4 file system")
                            .at(images.beforeFile())
                            .hint("make a new image with 'tk mkimage disk'")));
    return new Volume(images.after(), range, partition.label().value(), old.id(), old.made());
  }
}
