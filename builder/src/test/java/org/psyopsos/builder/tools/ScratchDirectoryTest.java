package org.psyopsos.builder.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {

  @TempDir private Path parent;

  @Test
  void closingDeletesEverythingButWhatLinksPointTo() throws IOException {
    Path outside = Files.writeString(parent.resolve("outside"), "stays");
    try (ScratchDirectory scratch = ScratchDirectory.in(parent)) {
      Files.createSymbolicLink(scratch.directory("deep").resolve("link"), outside);
    }
    assertThat(parent).isDirectoryNotContaining(path -> !path.equals(outside));
    assertThat(outside).hasContent("stays");
  }

  @Test
  void oneThatIsGoneMayBeClosed() throws IOException {
    ScratchDirectory scratch = ScratchDirectory.in(parent);
    scratch.close();
    scratch.close();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatAKilledRunLeftIsDeletedByTheNext() throws IOException {
    ScratchDirectory killed = ScratchDirectory.in(parent);
    Files.writeString(killed.directory("deep").resolve("file"), "left");
    try (ScratchDirectory next = ScratchDirectory.in(parent)) {
      assertThat(next.path()).isEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }
}
