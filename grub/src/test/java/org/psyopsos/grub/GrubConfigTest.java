package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

class GrubConfigTest {

  @ParameterizedTest
  @EnumSource
  void isAScriptForGrub(Platform platform, @TempDir Path directory) throws Exception {
    Path file = directory.resolve("grub.cfg");
    Files.writeString(file, config(platform, Duration.ofSeconds(3)).render());
    new ProcessCommandRunner().runOrFail("grub-script-check", file.toString());
  }

  @Test
  void whatTheProgramEmbedsIsAnArchiveWithAScriptForGrub(@TempDir Path directory) throws Exception {
    Files.write(directory.resolve("memdisk"), GrubConfig.memdisk());
    new ProcessCommandRunner()
        .runOrFail("sh", "-c", "cd " + directory + " && cpio --extract --quiet < memdisk");
    new ProcessCommandRunner()
        .runOrFail("grub-script-check", directory.resolve("choose.cfg").toString());
    assertThat(GrubConfig.early()).contains("(memdisk)/choose.cfg");
  }

  @ParameterizedTest
  @EnumSource
  void leavesNothingToFillIn(Platform platform) {
    assertThat(config(platform, Duration.ofSeconds(3)).render()).doesNotContainPattern("@[A-Z_]+@");
  }

  @Test
  void holdsTheLineThatPsyopsosToolsRead() {
    assertThat(config(Platform.X86_64_UEFI, Duration.ZERO).render().lines())
        .contains(
            "# neuralupgrade-info: last_updated=20260101-000000"
                + " default_boot_label=psyopsOS-A extra_programs=memtest");
  }

  @Test
  void loadsNothingWithoutNamingTheFileAndTheVariables() {
    String text = config(Platform.X86_64_UEFI, Duration.ZERO).render();
    assertThat(text.lines().filter(line -> line.contains("load_env")))
        .isNotEmpty()
        .allMatch(line -> Pattern.matches(".*load_env --file \"[^\"]+\" [a-z].*", line));
    assertThat(text.lines()).noneMatch(line -> line.strip().startsWith("search"));
  }

  @Test
  void theScriptLoadsAndForgetsEveryVariable() {
    String all =
        Arrays.stream(Variable.values()).map(Variable::key).collect(Collectors.joining(" "));
    assertThat(GrubConfig.decision()).contains("load_env --file \"$1\" " + all + "\n");
    for (Variable variable : Variable.values()) {
      assertThat(GrubConfig.decision()).contains("unset " + variable.key() + "\n");
    }
  }

  @Test
  void refusesATimeoutThatGrubCannotWait() {
    for (Duration wrong :
        new Duration[] {Duration.ofMillis(500), Duration.ofSeconds(-1), Duration.ofMinutes(2)}) {
      assertThatThrownBy(() -> config(Platform.X86_64_UEFI, wrong)).isInstanceOf(BadInput.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCommandOfTheScriptHasItsModule(Platform platform) {
    assertThat(GrubModules.of(platform))
        .doesNotHaveDuplicates()
        .contains("memdisk", "newc", "configfile", "hashsum", "sleep")
        .contains("loadenv", "regexp", "probe", "test", "linux", "echo", "reboot", "halt");
  }

  private static GrubConfig config(Platform platform, Duration timeout) {
    return new GrubConfig(
        platform,
        DiskLayout.defaults(),
        Slot.A,
        timeout,
        platform == Platform.X86_64_UEFI,
        new ReleaseVersion("20260101-000000"));
  }
}
