package org.psyopsos.builder.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.CommandResult;
import org.psyopsos.layout.Platform;

/** Files of GRUB that are missing are named before grub-mkimage stumbles over them. */
class GrubProgramTest {

  private static final List<String> FILES =
      List.of("kernel.img", "moddep.lst", "loadenv.mod", "extcmd.mod", "disk.mod", "test.mod");

  @TempDir private Path directory;
  private int started;

  @BeforeEach
  void prepare() throws IOException {
    for (Platform platform : Platform.values()) {
      Path modules = Files.createDirectory(directory.resolve(platform.grubTarget()));
      for (String name : FILES) {
        Files.writeString(modules.resolve(name), "");
      }
      Files.writeString(modules.resolve("moddep.lst"), "loadenv: extcmd\nextcmd: disk\ntest:\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loadenv.mod", "disk.mod", "kernel.img", "moddep.lst"})
  void aMissingFileIsNamedAsAWholeAlsoWhereOnlyAnotherModuleNeedsIt(String name)
      throws IOException {
    Path missing = directory.resolve("arm64-efi").resolve(name);
    Files.delete(missing);
    refused(Platform.AARCH64_RPI, missing, "grub-efi-arm64-bin");
    assertThat(started).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "AARCH64_RPI, arm64-efi, grub-efi-arm64-bin",
    "X86_64_UEFI, x86_64-efi, grub-efi-amd64-bin"
  })
  void theHintIsThePackageThatBringsIt(Platform platform, String target, String deb)
      throws IOException {
    Path missing = directory.resolve(target).resolve("test.mod");
    Files.delete(missing);
    refused(platform, missing, deb);
  }

  @Test
  void aModuleThatNothingNeedsMayBeMissing() throws IOException {
    Files.delete(directory.resolve("arm64-efi/loadenv.mod"));
    write(Platform.AARCH64_RPI, List.of("test"));
    assertThat(started).isOne();
  }

  private void refused(Platform platform, Path missing, String hint) {
    assertThatThrownBy(() -> write(platform, List.of("loadenv", "test")))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo(missing.toString());
              assertThat(e.problem().hint()).contains(hint);
            });
  }

  private void write(Platform platform, List<String> modules) throws IOException {
    new GrubProgram(
            command -> {
              started++;
              return new CommandResult(0, "", "");
            },
            platform,
            directory)
        .write(modules, directory.resolve("program"), directory);
  }
}
