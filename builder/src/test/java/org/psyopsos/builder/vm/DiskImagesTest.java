package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;

class DiskImagesTest {

  private final FileSystem files = Jimfs.newFileSystem(Configuration.unix());
  private final Path file = files.getPath("/images/disk.img");

  DiskImagesTest() throws IOException {
    Files.createDirectories(file.getParent());
  }

  @Test
  void aPartitionTableMakesAnImage() throws IOException {
    Files.writeString(file, "\0".repeat(512) + "EFI PART");
    assertThat(DiskImages.require(file)).isEqualTo(file);
  }

  @Test
  void anythingElseIsNamed() throws IOException {
    assertRefused(file, "found nothing");
    assertRefused(file.getParent(), "found a directory");
    Files.writeString(file, "x");
    assertRefused(file, "found other content");
  }

  private static void assertRefused(Path path, String why) {
    assertThatThrownBy(() -> DiskImages.require(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(why);
  }
}
