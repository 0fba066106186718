package org.psyopsos.grub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.psyopsos.io.DurableFiles;

/**
 * Writes the boot environment's files where they lie. On FAT, truncating and renaming have crash
 * states in which neither the old file nor the new one can be read; overwriting one sector of a
 * file that keeps its size has none (docs/boot-protocol.md).
 */
public final class InPlaceFiles implements EnvironmentFiles {

  @Override
  public byte[] read(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit);
    }
  }

  @Override
  public void overwrite(Path file, byte[] block) throws IOException {
    if (Files.size(file) != block.length) {
      throw new FileSystemException(
          file.toString(), null, "not " + block.length + " bytes long, so not to be overwritten");
    }
    DurableFiles.overwrite(file, block);
  }

  @Override
  public void create(Path file, byte[] block) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(block);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      DurableFiles.forceDirectory(directory);
    }
  }
}
