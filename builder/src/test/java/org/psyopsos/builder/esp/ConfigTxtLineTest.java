package org.psyopsos.builder.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.BadInput;

/** What a site may add to {@code config.txt}, and what would keep U-Boot from starting. */
class ConfigTxtLineTest {

  private static final Path FILE = Path.of("more.txt");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kernel",
        "kernel_address",
        "kernel_old",
        "os_prefix",
        "arm_64bit",
        "armstub",
        "upstream_kernel",
        "start_x",
        "start_debug",
        "start_file",
        "fixup_file",
        "initramfs",
        "ramfsfile",
        "ramfsaddr",
        "boot_ramdisk",
        "device_tree",
        "device_tree_address",
        "device_tree_end",
        "enable_uart",
        "include"
      })
  void whatTheReleaseSaysIsRefused(String key) {
    for (String line : new String[] {key + "=1", key + " more.txt", "  " + key + "\t= x", key}) {
      refused(line, "may keep U-Boot from starting", "no " + key + ": the release says");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Kernel=kernel8.img", "INCLUDE more.txt", "kernel=a\u2028b"})
  void neitherCapitalsNorStrangeCharactersHideIt(String line) {
    refused(line, "may keep U-Boot from starting", "the release says");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu_mem=16",
        "gpu_mem=31",
        "gpu_mem=0",
        "gpu_mem=-64",
        "gpu_mem=032",
        "gpu_mem=0x40",
        "gpu_mem=64M",
        "gpu_mem=9999999999",
        "gpu_mem=",
        "gpu_mem",
        "gpu_mem 64",
        "GPU_MEM=16",
        " gpu_mem = 16 ",
        "gpu_mem_256=16",
        "gpu_mem_512=31",
        "gpu_mem_1024=16"
      })
  void memoryForWhichTheFirmwareTakesAFileThatIsNotThereIsRefused(String line) {
    refused(line, "start_cd.elf or start4cd.elf", "of at least 32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# kernel=kernel8.img",
        "#gpu_mem=16",
        "[pi4]",
        "[all]",
        "gpu_mem=32",
        "gpu_mem_1024 = 128 ",
        "dtparam=audio=off",
        "dtparam=watchdog=on",
        "dtoverlay=disable-bt",
        "kernel_of_mine=1",
        "included=1",
        "hdmi_force_hotplug=1"
      })
  void everythingElsePasses(String line) {
    assertThatCode(() -> new ConfigTxtLine(line, FILE).require()).doesNotThrowAnyException();
  }

  private static void refused(String line, String what, String expected) {
    assertThatThrownBy(() -> new ConfigTxtLine(line, FILE).require())
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().what()).contains(what);
              assertThat(e.problem().where()).isEqualTo(FILE.toString());
              assertThat(e.problem().expected()).contains(expected);
              assertThat(e.problem().found()).isEqualTo("'" + line + "'");
              assertThat(e.problem().hint()).contains("rpi.config");
            });
  }
}
