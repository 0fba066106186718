package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Sha256;

class BootFilesTest {

  private final CommandRunner runner = new ProcessCommandRunner();

  @Test
  void grubReadsTheKernelArguments(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(BootFiles.ENVIRONMENT);
    Files.write(file, BootFiles.environment(new KernelArguments("console=ttyS0 quiet")));
    assertThat(file).hasSize(1024);
    assertThat(runner.runOrFail("grub-editenv", file.toString(), "list").output())
        .isEqualTo("kernel_args=console=ttyS0 quiet\n");
  }

  @Test
  void theSumsAreThoseOfSha256sum(@TempDir Path directory) throws Exception {
    TreeMap<String, Sha256> sums = new TreeMap<>();
    for (String name : new String[] {"kernel", "initramfs", BootFiles.ENVIRONMENT}) {
      Path file = Files.writeString(directory.resolve(name), name, StandardCharsets.US_ASCII);
      sums.put(name, Sha256.of(file));
    }
    Files.write(directory.resolve(BootFiles.SUMS), BootFiles.sums(sums));
    String check = "cd " + directory + " && sha256sum --strict --check " + BootFiles.SUMS;
    assertThat(runner.run(Command.of("sh", "-c", check)).exitStatus()).isZero();
  }
}
