package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.psyopsos.io.DurableFiles;

/**
 * An image that gets its final name, and its block map beside it, when it is whole. Until then it
 * is a temporary file in the same directory, deleted on any error.
 */
final class ImageFile {

  private final Path target;
  private final Path temporary;
  private final String permissions;

  /**
   * An image to be made.
   *
   * @param isPrivate whether only its owner may read it: it holds secrets
   */
  ImageFile(Path target, boolean isPrivate) {
    this.target = target;
    this.temporary = DurableFiles.temporaryFor(target);
    this.permissions = isPrivate ? "rw-------" : "rw-r--r--";
  }

  /** Writes the temporary file and says what its block map is. */
  @FunctionalInterface
  interface Content {
    byte[] write(Path image) throws IOException;
  }

  /** Makes image and map of {@code size} bytes; where nothing is written, it is a hole. */
  Made make(long size, Content content) throws IOException {
    try {
      create(size);
      byte[] map = content.write(temporary);
      DurableFiles.force(temporary);
      DurableFiles.delete(mapFile());
      DurableFiles.moveIntoPlace(temporary, target);
      DurableFiles.write(mapFile(), map);
      return new Made(target, mapFile());
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Where the image is while it is made. */
  Path temporary() {
    return temporary;
  }

  private Path mapFile() {
    return target.resolveSibling(target.getFileName() + ".bmap");
  }

  private void create(long size) throws IOException {
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
  }
}
