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

  /** Makes the EFI program and {@code grub/grub.cfg}, which no list vouches for. */
  static void into(Path efi, Platform platform, String grubConfig) throws IOException {
    Path loader = efi.resolve(platform.efiLoader());
    Files.createDirectories(loader.getParent());
    Files.createDirectories(efi.resolve("grub"));
    Files.writeString(efi.resolve(ConfigFiles.CONFIG), grubConfig);
    Path early = Files.createTempFile("early", ".cfg");
    Path memdisk = Files.createTempFile("memdisk", ".cpio");
    try {
      Files.writeString(early, GrubConfig.early());
      Files.write(memdisk, GrubConfig.memdisk());
      List<String> command = new ArrayList<>(List.of("grub-mkimage", "-m", memdisk.toString()));
      command.addAll(List.of("-d", TestMachine.modules(platform).toString(), "-p", "/grub"));
      command.addAll(List.of("-O", platform.grubTarget(), "-c", early.toString()));
      command.addAll(List.of("-o", loader.toString()));
      command.addAll(GrubModules.of(platform));
      new ProcessCommandRunner().runOrFail(command.toArray(String[]::new));
    } finally {
      Files.delete(early);
      Files.delete(memdisk);
    }
  }
}
