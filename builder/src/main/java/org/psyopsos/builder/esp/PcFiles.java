package org.psyopsos.builder.esp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** What a PC's EFI partition holds beside GRUB: memtest86+, where it is wanted. */
final class PcFiles {

  private static final byte[] PORTABLE_EXECUTABLE = "MZ".getBytes(StandardCharsets.US_ASCII);

  private PcFiles() {}

  /** The files, none where there is no memtest. */
  static List<ReleaseFile> of(Optional<Path> memtest) throws IOException {
    if (memtest.isEmpty()) {
      return List.of();
    }
    requireEfiProgram(memtest.get());
    return List.of(EspRelease.file("memtest/memtest.efi", memtest.get()));
  }

  private static void requireEfiProgram(Path memtest) throws IOException {
    InstalledFile.require(
        "memtest86+",
        memtest,
        "apt-get install memtest86+, or take artifacts.memtest out of tk.toml");
    try (InputStream in = Files.newInputStream(memtest)) {
      if (!Arrays.equals(in.readNBytes(PORTABLE_EXECUTABLE.length), PORTABLE_EXECUTABLE)) {
        throw new BadInput(
            Problem.of("memtest is not an EFI program")
                .at(memtest)
                .expected("a file that begins with MZ")
                .hint("Debian's is /boot/memtest86+x64.efi"));
      }
    }
  }
}
