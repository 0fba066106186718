package org.psyopsos.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskCheckTest {

  private static final int MEBIBYTE = 1 << 20;

  @Test
  void roomIsComparedWithWhatIsNeeded() throws IOException {
    try (FileSystem memory =
        Jimfs.newFileSystem(Configuration.unix().toBuilder().setMaxSize(10 * MEBIBYTE).build())) {
      Path root = memory.getPath("/");
      assertThat(DiskCheck.look(List.of(root), 8)).isEqualTo(new Finding(true, "10 MiB free on /"));
      Files.write(root.resolve("full"), new byte[3 * MEBIBYTE]);
      assertThat(DiskCheck.look(List.of(root), 8))
          .isEqualTo(new Finding(false, "expected at least 8 MiB free on /, found 7"));
      assertThat(DiskCheck.look(List.of(root), 7).healthy()).isTrue();
    }
  }

  @Test
  void aPlaceThatIsNotThereIsNotChecked() {
    Finding found = DiskCheck.look(List.of(Path.of("/no/such/place")), 8);
    assertThat(found.healthy()).isTrue();
    assertThat(found.told()).startsWith("not checked: /no/such/place");
  }
}
