package org.psyopsos.agent.efi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

class EfiDirectoryTest {

  private static final int SIZE = 4 << 20;

  private final Manifest manifest =
      TestRelease.esp(
              new TestRepository(), "20261121-100000", Map.of("memtest.efi", new byte[1 << 20]))
          .manifest();

  @Test
  void aReleaseThatDoesNotFitIsRefusedAndWhatWasBegunOfItCountsAsRoom() throws IOException {
    Configuration small = Configuration.unix().toBuilder().setMaxSize(SIZE).build();
    try (FileSystem files = Jimfs.newFileSystem(small)) {
      Path root = Files.createDirectory(files.getPath("/efi"));
      EfiDirectory efi = new EfiDirectory(root, EfiScope.of(manifest, true));
      Files.write(root.resolve("vendor"), new byte[2 << 20]);
      assertThatCode(() -> efi.requireRoom(manifest, 900_000)).doesNotThrowAnyException();
      Files.write(root.resolve("memtest.efi.tmp~"), new byte[1 << 20]);
      assertThatCode(() -> efi.requireRoom(manifest, 900_000)).doesNotThrowAnyException();
      assertThatThrownBy(() -> efi.requireRoom(manifest, 3 << 20))
          .isInstanceOf(NodeFault.class)
          .hasMessageContaining("does not fit beside what the EFI partition holds");
    }
  }
}
