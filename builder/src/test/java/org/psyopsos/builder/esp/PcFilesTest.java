package org.psyopsos.builder.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.failure.BadInput;

class PcFilesTest {

  @TempDir private Path directory;

  @Test
  void memtestIsThereWhereItIsWanted() throws IOException {
    assertThat(PcFiles.of(Optional.empty())).isEmpty();
    Path memtest = Files.writeString(directory.resolve("memtest.efi"), "MZ and so on");
    assertThat(PcFiles.of(Optional.of(memtest)))
        .extracting(ReleaseFile::path)
        .containsExactly("memtest/memtest.efi");
  }

  @Test
  void memtestThatIsMissingOrNoEfiProgramIsRefused() throws IOException {
    Path memtest = directory.resolve("memtest.efi");
    assertThatThrownBy(() -> PcFiles.of(Optional.of(memtest)))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll("memtest86+ is missing", memtest.toString());
    for (String content : new String[] {"M", "<html>404</html>"}) {
      Files.writeString(memtest, content);
      assertThatThrownBy(() -> PcFiles.of(Optional.of(memtest)))
          .isInstanceOf(BadInput.class)
          .hasMessageContainingAll("not an EFI program", memtest.toString());
    }
  }
}
