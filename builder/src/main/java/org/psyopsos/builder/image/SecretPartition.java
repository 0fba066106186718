package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.SparseCopy;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Ext4Superblock;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Writes the secret partition into an image. */
final class SecretPartition {

  private final Ext4 ext4;

  SecretPartition(Ext4 ext4) {
    this.ext4 = ext4;
  }

  void write(Volume volume, SecretContent content) throws IOException {
    if (content instanceof SecretContent.Directory directory) {
      ext4.make(volume, Optional.of(directory.path()));
    } else if (content instanceof SecretContent.Image image) {
      requireExt4(image.path(), volume);
      copy(image.path(), volume);
    } else {
      ext4.make(volume, Optional.empty());
    }
  }

  /** Refuses another kind of file, and one of another size than the partition. */
  static void requireExt4(Path image, Volume volume) throws IOException {
    long size = Files.size(image);
    if (size != volume.range().length()) {
      throw new BadInput(
          Problem.of("the image does not have the size of the partition " + volume.label())
              .at(image)
              .expected(volume.range().length() + " bytes")
              .found(size)
              .hint("make it with 'tk mkimage secret' and the same settings"));
    }
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      if (Ext4Superblock.read(channel, 0).isEmpty()) {
        throw new BadInput(Problem.of("not an ext4 file system").at(image));
      }
    }
  }

  private static void copy(Path from, Volume to) throws IOException {
    try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel target = FileChannel.open(to.image(), StandardOpenOption.WRITE)) {
      new SparseCopy(source, target, bytes -> {})
          .copy(ByteRange.ofLength(0, to.range().length()), to.range().start());
    }
  }
}
