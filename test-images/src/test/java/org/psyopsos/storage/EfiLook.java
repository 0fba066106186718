package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.EfiUpdate;
import org.psyopsos.crash.FatFiles;
import org.psyopsos.crash.FileTree;
import org.psyopsos.crash.MendedFat;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootDecision;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.NumberedState;
import org.psyopsos.layout.Slot;

/**
 * What an EFI partition makes of the next boot.
 *
 * @param state the boot environment as the agent reads it; none where no copy is valid
 * @param chosen the slot that GRUB boots
 * @param complaints what must not be
 */
record EfiLook(Optional<BootState> state, Slot chosen, List<String> complaints) {

  private static final String COPY_A = BootControl.DIRECTORY + "/env.a";
  private static final String COPY_B = BootControl.DIRECTORY + "/env.b";

  /**
   * Looks.
   *
   * @param vfat whether it is a FAT
   * @param more what else must hold of its files
   */
  static EfiLook at(
      CrashState partition, Path scratch, boolean vfat, Function<FileTree, List<String>> more)
      throws IOException {
    List<String> complaints = new ArrayList<>();
    FileTree files;
    if (vfat) {
      files = new FatFiles(partition);
      complaints.addAll(MendedFat.of(partition, scratch.resolve("efi.img")).complaints());
    } else {
      ExtractedFiles extracted = ExtractedFiles.of(partition, scratch);
      complaints.addAll(extracted.complaints());
      files = extracted;
    }
    complaints.addAll(more.apply(files));
    byte[] a = EfiUpdate.read(files, COPY_A);
    byte[] b = EfiUpdate.read(files, COPY_B);
    Slot chosen = BootDecision.decide(a, b, Slot.A).slot();
    return new EfiLook(read(a, b, scratch), chosen, complaints);
  }

  private static Optional<BootState> read(byte[] a, byte[] b, Path scratch) throws IOException {
    Path efi = scratch.resolve("environment");
    Files.createDirectories(efi.resolve(BootControl.DIRECTORY));
    Files.write(efi.resolve(COPY_A), a);
    Files.write(efi.resolve(COPY_B), b);
    return new BootControl(efi).read().map(NumberedState::state);
  }
}
