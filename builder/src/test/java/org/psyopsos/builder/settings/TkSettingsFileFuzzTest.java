package org.psyopsos.builder.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.testing.Foreign;

class TkSettingsFileFuzzTest {

  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());
  private static final Path FILE = MEMORY.getPath("/work/tk.toml");

  @FuzzTest(maxExecutions = 3_000)
  void whatIsAcceptedHasAbsolutePaths(byte[] toml) {
    write(toml);
    Foreign.read(() -> TkSettingsFile.read(FILE)).ifPresent(TkSettingsFileFuzzTest::check);
  }

  private static void check(TkSettings accepted) {
    assertThat(accepted.artifacts()).isAbsolute();
    assertThat(accepted.grub()).isAbsolute();
    assertThat(accepted.keys()).isAbsolute();
    assertThat(accepted.output()).isAbsolute();
    if (accepted.machine() instanceof MachineSettings.RaspberryPi pi) {
      assertThat(pi.firmware()).isAbsolute();
      assertThat(pi.uBoot()).isAbsolute();
      assertThat(pi.boards()).isNotEmpty();
    }
  }

  private static void write(byte[] toml) {
    try {
      Files.write(FILE, toml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
