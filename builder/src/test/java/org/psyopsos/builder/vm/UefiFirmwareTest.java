package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;

class UefiFirmwareTest {

  private final Path directory = Jimfs.newFileSystem(Configuration.unix()).getPath("/OVMF");

  @Test
  void theLargerOneIsPreferredAndBothFilesAreNeeded() throws IOException {
    put("OVMF_CODE.fd", "OVMF_VARS.fd", "OVMF_CODE_4M.fd");
    assertThat(UefiFirmware.in(directory).code()).isEqualTo(directory.resolve("OVMF_CODE.fd"));
    put("OVMF_VARS_4M.fd");
    assertThat(UefiFirmware.in(directory).code()).isEqualTo(directory.resolve("OVMF_CODE_4M.fd"));
  }

  @Test
  void whereItIsMissingThePackageIsNamed() {
    assertThatThrownBy(() -> UefiFirmware.in(directory))
        .isInstanceOfSatisfying(
            BadInput.class, e -> assertThat(e.problem().hint()).isEqualTo("apt-get install ovmf"));
  }

  private void put(String... names) throws IOException {
    Files.createDirectories(directory);
    for (String name : names) {
      Files.writeString(directory.resolve(name), name);
    }
  }
}
