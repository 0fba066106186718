package org.psyopsos.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  private @TempDir Path real;

  @Test
  void replacesAFileOnARealFileSystemAndInMemory() throws IOException {
    replacesAFile(real);
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      replacesAFile(memory.getPath("/"));
    }
  }

  @Test
  void keepsTheOldFileAndLeavesNothingBehindWhenWritingFails() throws IOException {
    Path target = Files.writeString(real.resolve("target"), "old");

    assertThatThrownBy(
            () ->
                DurableFiles.write(
                    target,
                    out -> {
                      out.write(1);
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(target).hasContent("old");
    assertThat(names(real)).containsExactly("target");
  }

  @Test
  void overwritesInPlaceAndNeverGrowsAFile() throws IOException {
    Path target = Files.writeString(real.resolve("target"), "abcdef");
    Object identity = Files.getAttribute(target, "unix:ino");

    DurableFiles.overwrite(target, new byte[] {'X', 'Y'});

    assertThat(target).hasContent("XYcdef");
    assertThat(Files.getAttribute(target, "unix:ino")).isEqualTo(identity);
    assertThatThrownBy(() -> DurableFiles.overwrite(target, new byte[7]))
        .isInstanceOf(IOException.class);
    assertThat(target).hasContent("XYcdef");
  }

  private static void replacesAFile(Path folder) throws IOException {
    Path target = folder.resolve("file");
    DurableFiles.write(target, new byte[] {1});
    DurableFiles.write(target, new byte[] {2, 3});
    assertThat(Files.readAllBytes(target)).containsExactly(2, 3);
    DurableFiles.writeOnFat(target, new byte[] {4});
    DurableFiles.writeOnFat(folder.resolve("another"), new byte[] {5});
    assertThat(Files.readAllBytes(target)).containsExactly(4);
    assertThat(names(folder)).contains("another").noneMatch(name -> name.endsWith("~"));
    DurableFiles.deleteOnFat(folder.resolve("another"));
    DurableFiles.deleteOnFat(folder.resolve("another"));
    assertThat(names(folder)).doesNotContain("another");
    assertThat(DurableFiles.delete(target)).isTrue();
    assertThat(DurableFiles.delete(target)).isFalse();
    assertThat(names(folder)).doesNotContain("file");
  }

  private static java.util.List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
