package org.psyopsos.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * A FAT after {@code fsck.vfat} has mended it by itself.
 *
 * @param files what is on it then
 * @param complaints what it could not mend
 */
public record MendedFat(FatFiles files, List<String> complaints) {

  /** Its status where it has mended what it found. */
  private static final int MENDED = 1;

  /**
   * Mends a copy.
   *
   * @param image the file for it; its bytes have to stay as long as {@code files} are read
   */
  public static MendedFat of(CrashState partition, Path image) throws IOException {
    Files.write(image, partition.bytes());
    CommandResult mended = fsck("-a", image);
    CommandResult checked = fsck("-n", image);
    boolean sound = mended.exitStatus() <= MENDED && checked.exitStatus() == 0;
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new MendedFat(
          new FatFiles(CrashState.of(bytes)),
          sound ? List.of() : List.of("fsck.vfat: " + mended.output() + checked.output()));
    }
  }

  private static CommandResult fsck(String option, Path image) {
    return new ProcessCommandRunner().run(Command.of("fsck.vfat", option, image.toString()));
  }
}
