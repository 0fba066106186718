package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Platform;

/** Fills a directory with what makes an EFI partition boot GRUB. */
final class GrubLoader {

  private GrubLoader() {}

  /** Makes {@code EFI/BOOT/BOOTX64.EFI} and {@code grub/grub.cfg}. */
  static void into(Path efi, String grubConfig) throws IOException {
    Platform platform = Platform.X86_64_UEFI;
    Path boot = Files.createDirectories(efi.resolve("EFI/BOOT"));
    Path grub = Files.createDirectories(efi.resolve("grub"));
    Files.writeString(grub.resolve("grub.cfg"), grubConfig);
    Path early = Files.createTempFile("early", ".cfg");
    try {
      Files.writeString(early, GrubConfig.early());
      List<String> command = new ArrayList<>(List.of("grub-mkimage", "-p", "/grub"));
      command.addAll(List.of("-O", platform.grubTarget(), "-c", early.toString()));
      command.addAll(List.of("-o", boot.resolve(platform.efiLoaderName()).toString()));
      command.addAll(GrubModules.of(platform));
      new ProcessCommandRunner().runOrFail(command.toArray(String[]::new));
    } finally {
      Files.delete(early);
    }
  }
}
