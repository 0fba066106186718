package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.EfiUpdate;
import org.psyopsos.crash.FatFiles;
import org.psyopsos.crash.FileTree;

/**
 * The EFI partition of a card, its loader included.
 *
 * @param update its files before and after
 */
record EfiTarget(Card card, EfiUpdate update) implements Target {

  private static final List<String> OPTIONS = List.of("--target", "efisys", "--loader");

  /**
   * What an update was recorded of.
   *
   * @param scratch a directory for nobody else; has to stay
   */
  static EfiTarget of(Card card, Recording recording, Path scratch) throws IOException {
    FileTree old = files(card, recording.before(), scratch.resolve("old"));
    FileTree young = files(card, recording.after(), scratch.resolve("young"));
    return new EfiTarget(card, new EfiUpdate(old, young));
  }

  @Override
  public List<String> options() {
    return OPTIONS;
  }

  @Override
  public List<String> complaints(Path disk, Path scratch) throws IOException {
    return update.complaints(files(card, disk, scratch));
  }

  @Override
  public List<String> complaintsAtTheEnd(Path disk, Path scratch) throws IOException {
    FileTree files = files(card, disk, scratch);
    List<String> complaints = new ArrayList<>(update.complaints(files));
    for (String path : List.of(EfiUpdate.LOADER, "grub/grub.cfg", "grub/spare/grub.cfg")) {
      byte[] expected = EfiUpdate.read(update.young(), path);
      if (!Arrays.equals(EfiUpdate.read(files, path), expected)) {
        complaints.add(path + " is not the new one");
      }
    }
    return complaints;
  }

  private static FileTree files(Card card, Path disk, Path scratch) throws IOException {
    CrashState partition = CrashState.of(Card.bytes(disk, card.efi()));
    return card.abilities().vfat()
        ? new FatFiles(partition)
        : ExtractedFiles.of(partition, scratch);
  }
}
