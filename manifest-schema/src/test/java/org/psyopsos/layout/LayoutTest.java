package org.psyopsos.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.layout.DiskLayout.Partition;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;

class LayoutTest {

  @Test
  void theDefaultsAreThoseOfPsyopsOs() {
    assertThat(DiskLayout.defaults().partitions())
        .extracting(partition -> partition.label() + " " + partition.size() / DiskLayout.MIB)
        .containsExactly(
            "PSYOPSOSEFI 128", "psyops-secret 128", "psyopsOS-A 1536", "psyopsOS-B 1536");
  }

  @Test
  void slotsOfDifferentSizeAndDoubleLabelsAreRefused() {
    DiskLayout good = DiskLayout.defaults();
    Partition other = new Partition(new PartitionLabel("other"), DiskLayout.MIB);
    assertThatThrownBy(() -> new DiskLayout(good.efi(), good.secret(), good.a(), other))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("differ in size");
    assertThatThrownBy(() -> new DiskLayout(good.efi(), good.secret(), good.a(), good.a()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("one label");
    assertThatThrownBy(() -> new Partition(other.label(), 1000)).isInstanceOf(BadInput.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a'b", "a\"b", "$(x)", "a\n", "a{b}", "ä", "a/b", "a;b"})
  void labelsThatAScriptMightMisreadAreRefused(String label) {
    assertThatThrownBy(() -> new PartitionLabel(label)).isInstanceOf(BadInput.class);
  }

  @Test
  void slotsAndPlatformsAreFoundByTheirIds() {
    assertThat(Slot.ofId("a").other()).isEqualTo(Slot.ofId("b"));
    assertThat(Slot.B.other()).isEqualTo(Slot.A);
    assertThatThrownBy(() -> Slot.ofId("c")).isInstanceOf(BadInput.class);
    assertThat(Platform.ofId("x86_64-uefi")).isEqualTo(Platform.X86_64_UEFI);
    assertThatThrownBy(() -> Platform.ofId("vax")).hasMessageContaining("aarch64-rpi");
  }

  @ParameterizedTest
  @CsvSource({
    "EFI/BOOT/BOOTX64.EFI, true, true",
    "EFI/BOOT/BOOTAA64.EFI, false, true",
    "grub/grub.cfg, false, false",
    "grub/spare/grub.sha256, false, false",
    "config.txt, false, true",
    "dtb/broadcom/bcm2837-rpi-3-b.dtb, false, true"
  })
  void theLoaderIsWhatComesBeforeGrubsConfiguration(String path, boolean pc, boolean pi) {
    assertThat(Platform.X86_64_UEFI.isLoader(path)).isEqualTo(pc);
    assertThat(Platform.AARCH64_RPI.isLoader(path)).isEqualTo(pi);
  }

  @Test
  void firmwareIsWhatTheVideoCoreRuns() {
    assertThat(List.of("bootcode.bin", "start.elf", "start4.elf", "fixup.dat", "fixup4x.dat"))
        .allMatch(Platform.AARCH64_RPI::isFirmware)
        .allMatch(Platform.AARCH64_RPI::isLoader)
        .noneMatch(Platform.X86_64_UEFI::isFirmware);
    assertThat(List.of("config.txt", "u-boot-3-1a2b3c4d.bin", "dtb/start.elf", "EFI/fixup.dat"))
        .noneMatch(Platform.AARCH64_RPI::isFirmware);
  }

  @Test
  void versionsAreMomentsAndOrderAsText() {
    ReleaseVersion version = ReleaseVersion.at(Instant.parse("2026-11-21T10:15:00Z"));
    assertThat(version).hasToString("20261121-101500");
    assertThat(version.instant()).isEqualTo(Instant.parse("2026-11-21T10:15:00Z"));
    assertThat(version).isGreaterThan(new ReleaseVersion("20261120-235959"));
    assertThat(ReleaseType.OS.stem(Platform.X86_64_UEFI, version))
        .isEqualTo("psyopsOS.x86_64.20261121-101500");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "20261121", "20261321-101500", "20260230-000000", "2026112-1101500", "x"})
  void whatIsNoMomentIsNoVersion(String text) {
    assertThatThrownBy(() -> new ReleaseVersion(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("YYYYMMDD-HHMMSS");
  }
}
