package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.manifest.Sha256;

class MkImageUpdateTest {

  private static final String IMAGE = "out/psyopsOS.x86_64.20261121-101500.img";

  @TempDir private Path directory;

  @BeforeEach
  void anImage() throws IOException {
    Files.writeString(
        directory.resolve("tk.toml"),
        """
        repo = "test"
        platform = "x86_64-uefi"
        [layout.efi]
        size_mib = 40
        [layout.secret]
        size_mib = 16
        [layout.slot]
        size_mib = 32
        """);
    Artifacts.write(directory.resolve("artifacts"));
    ok("keygen", "--no-password");
    ok("mkimage", "os");
    ok("mkimage", "esp");
    ok("mkimage", "disk");
  }

  @Test
  void whatIsWrittenAgainIsTheSame() throws IOException {
    Sha256 before = Sha256.of(directory.resolve(IMAGE));
    Sha256 map = Sha256.of(directory.resolve(IMAGE + ".bmap"));
    for (String partition : new String[] {"a", "b", "efi", "secret"}) {
      assertThat(ok("mkimage", "disk", "--update", partition, IMAGE).out())
          .startsWith("rewrote partition " + partition + " of ");
      assertThat(Sha256.of(directory.resolve(IMAGE))).isEqualTo(before);
      assertThat(Sha256.of(directory.resolve(IMAGE + ".bmap"))).isEqualTo(map);
    }
  }

  @Test
  void aCardThatIsTooSmallIsToldBeforeAnythingIsWritten() throws IOException {
    Files.delete(directory.resolve(IMAGE));
    refused("the image is larger than the card", "mkimage", "disk", "--card-size", "120MB");
    refused("slot.size_mib at most 28", "mkimage", "disk", "--card-size", "120MB");
    assertThat(directory.resolve(IMAGE)).doesNotExist();
    ok("mkimage", "disk", "--card-size", "128MB");
    assertThat(directory.resolve(IMAGE)).exists();
  }

  @Test
  void theResultCanBeReadByPrograms() {
    assertThat(ok("--json", "mkimage", "disk", "--update", "b", IMAGE).out())
        .contains("\"partition\"")
        .contains("\"blockMap\"");
  }

  @Test
  void optionAndImageComeTogether() {
    refused("no image to update", "mkimage", "disk", "--update", "a");
    refused("not what to do with it", "mkimage", "disk", IMAGE);
    refused("keeps its size", "mkimage", "disk", "--update", "a", "--card-size", "4GB", IMAGE);
    refused("not a disk image", "mkimage", "disk", "--update", "a", "tk.toml");
    refused("c", "mkimage", "disk", "--update", "c", IMAGE);
  }

  @Test
  void aReleaseThatIsNotThereIsNamed() throws IOException {
    Sha256 before = Sha256.of(directory.resolve(IMAGE));
    refused(
        "psyopsOS.x86_64.20261122-000000",
        "mkimage",
        "disk",
        "--update",
        "a",
        "--release",
        "20261122-000000",
        IMAGE);
    assertThat(Sha256.of(directory.resolve(IMAGE))).isEqualTo(before);
  }

  private TkRun ok(String... arguments) {
    TkRun run = TkRun.in(directory, arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK.code());
    return run;
  }

  private void refused(String why, String... arguments) {
    TkRun run = TkRun.in(directory, arguments);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains(why);
  }
}
