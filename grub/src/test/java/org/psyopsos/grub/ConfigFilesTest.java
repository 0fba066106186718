package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.Sha256;

class ConfigFilesTest {

  @TempDir private Path efi;
  private ConfigFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new ConfigFiles(efi);
    Files.createDirectories(efi.resolve(ConfigFiles.SPARE_CONFIG).getParent());
    write(ConfigFiles.CONFIG, ConfigFiles.SUMS, "set default=a");
    write(ConfigFiles.SPARE_CONFIG, ConfigFiles.SPARE_SUMS, "set default=b");
  }

  @Test
  void theListIsOneOfSha256sum() {
    for (String directory : new String[] {"grub", "grub/spare"}) {
      String check = "cd " + efi.resolve(directory) + " && sha256sum --strict --check grub.sha256";
      assertThat(new ProcessCommandRunner().run(Command.of("sh", "-c", check)).exitStatus())
          .isZero();
    }
  }

  @Test
  void eachListStandsForItsOwnDirectory() throws IOException {
    assertThat(files.isIntact()).isTrue();
    assertThat(files.isSpareIntact()).isTrue();
    Files.copy(
        efi.resolve(ConfigFiles.SPARE_SUMS),
        efi.resolve(ConfigFiles.SUMS),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(files.isIntact()).isFalse();
    assertThat(files.isSpareIntact()).isTrue();
  }

  @Test
  void whatIsTornOrMissingIsNotIntact() throws IOException {
    for (String name : new String[] {ConfigFiles.CONFIG, ConfigFiles.SUMS}) {
      byte[] whole = Files.readAllBytes(efi.resolve(name));
      for (int length = 0; length < whole.length; length++) {
        Files.write(efi.resolve(name), Arrays.copyOf(whole, length));
        assertThat(files.isIntact()).as("%s of %s bytes", name, length).isFalse();
      }
      Files.write(efi.resolve(name), Arrays.copyOf(whole, whole.length + 1));
      assertThat(files.isIntact()).isFalse();
      Files.delete(efi.resolve(name));
      assertThat(files.isIntact()).isFalse();
      Files.write(efi.resolve(name), whole);
      assertThat(files.isIntact()).isTrue();
    }
  }

  private void write(String config, String sums, String text) throws IOException {
    Files.writeString(efi.resolve(config), text);
    Files.write(efi.resolve(sums), ConfigFiles.sums(Sha256.of(efi.resolve(config))));
  }
}
