package org.psyopsos.builder.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.failure.BadInput;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;

class TkSettingsFileTest {

  private static final String LEAST = "repo = \"home\"\nplatform = \"x86_64-uefi\"\n";

  private static final String LEAST_PI = "repo = \"home\"\nplatform = \"aarch64-rpi\"\n";

  private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix());
  private final Path file = fileSystem.getPath("/project/tk.toml");

  @Test
  void pathsAreRelativeToTheFile() throws IOException {
    TkSettings settings = read(LEAST + "[keys]\ndirectory = \"../keys\"\n");
    assertThat(settings.keys()).isEqualTo(fileSystem.getPath("/keys"));
    assertThat(settings.artifacts()).isEqualTo(fileSystem.getPath("/project/artifacts"));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheTemplateShowsAsDefaultsAreTheDefaults(Platform platform) throws IOException {
    String template = TkSettingsTemplate.text("home", platform);
    String shown =
        template.replaceAll(
            "(?m)^# (\\[layout|label|size_mib|grub|firmware|u_boot|boards|  \"|])", "$1");
    assertThat(shown).isNotEqualTo(template);
    assertThat(read(shown).layout()).isEqualTo(DiskLayout.defaults());
    assertThat(read(shown)).isEqualTo(read(template));
    assertThat(read(template).platform()).isEqualTo(platform);
  }

  @Test
  void theTemplateSaysWhatIsTheDefaultAnyway() throws IOException {
    TkSettings least = read(LEAST);
    TkSettings template = read(TkSettingsTemplate.text("home", Platform.X86_64_UEFI));
    assertThat(template.deaddrop()).isEqualTo(least.deaddrop());
    assertThat(template.keys()).isEqualTo(least.keys());
    assertThat(template.output()).isEqualTo(least.output());
    assertThat(template.machine()).isEqualTo(least.machine());
  }

  @Test
  void aRaspberryPisTemplateHasItsConsoleAndItsTable() throws IOException {
    assertThat(TkSettingsTemplate.text("home", Platform.AARCH64_RPI))
        .contains("\"console=tty0 console=ttyS1,115200\"", "\n[rpi]\n", "holds arm64-efi/.")
        .doesNotContain("memtest", "@");
  }

  @Test
  void aRaspberryPiHasItsFirmwareFromDebianAndEveryBoardWhereNothingElseIsSaid()
      throws IOException {
    assertThat(read(LEAST_PI).machine())
        .isEqualTo(
            new MachineSettings.RaspberryPi(
                fileSystem.getPath("/usr/lib/raspi-firmware"),
                fileSystem.getPath("/usr/lib/u-boot"),
                false,
                Board.raspberryPis(),
                Optional.empty()));
  }

  @Test
  void aRaspberryPisTableIsRelativeToTheFile() throws IOException {
    TkSettings settings =
        read(
            LEAST_PI
                + "[artifacts]\ngrub = \"pi/grub\"\n"
                + "[rpi]\nfirmware = \"pi/fw\"\nu_boot = \"pi/u\"\nu_boot_usb = true\n"
                + "boards = [\"broadcom/bcm2837-rpi-3-b.dtb\"]\nconfig = \"more.txt\"\n");
    assertThat(settings.grub()).isEqualTo(fileSystem.getPath("/project/pi/grub"));
    assertThat(settings.machine())
        .isEqualTo(
            new MachineSettings.RaspberryPi(
                fileSystem.getPath("/project/pi/fw"),
                fileSystem.getPath("/project/pi/u"),
                true,
                List.of(new Board("broadcom/bcm2837-rpi-3-b.dtb")),
                Optional.of(fileSystem.getPath("/project/more.txt"))));
  }

  @Test
  void whatIsForAnotherPlatformIsRefused() {
    refused(LEAST + "[rpi]\n", "/project/tk.toml: rpi", "aarch64-rpi", "x86_64-uefi");
    refused(
        LEAST_PI + "[artifacts]\nmemtest = \"m.efi\"\n",
        "/project/tk.toml: artifacts.memtest",
        "aarch64-rpi",
        "x86_64-uefi");
  }

  @Test
  void boardsAreNamedByTheirDeviceTreesEachOnce() {
    for (String bad :
        List.of(
            "[]",
            "[\"rpi-3-b\"]",
            "[\"../x.dtb\"]",
            "[\"broadcom/a/b.dtb\"]",
            "[\"broadcom/a.dtb\", \"broadcom/a.dtb\"]")) {
      refused(LEAST_PI + "[rpi]\nboards = " + bad + "\n", "/project/tk.toml: rpi", "board");
    }
  }

  @Test
  void aBucketHasPrefixEndpointAndRegion() throws IOException {
    TkSettings settings =
        read(
            LEAST
                + "[deaddrop]\nurl = \"s3://images/pi/\"\n"
                + "endpoint = \"https://s3.example.org:9000\"\nregion = \"eu\"\n");
    assertThat(settings.deaddrop().place())
        .isEqualTo(
            new DeaddropSettings.Bucket(
                "images", "pi/", Optional.of(URI.create("https://s3.example.org:9000")), "eu"));
  }

  @Test
  void aWrongValueIsNamedWithItsKeyAndFile() {
    refused("repo = \"home\"\nplatform = \"amiga\"\n", "/project/tk.toml: platform", "'amiga'");
    refused(LEAST + "[layout.efi]\nsize_mib = 0\n", "/project/tk.toml: layout", "size_mib");
    refused(LEAST + "[deaddrop]\nurl = \"ftp://x\"\n", "/project/tk.toml: deaddrop", "ftp://x");
    refused(LEAST + "[deaddrop]\nexpires_days = 0\n", "/project/tk.toml: deaddrop", "validity");
  }

  @Test
  void twoPartitionsWithOneLabelAreRefused() {
    refused(
        LEAST + "[layout.slot]\nlabels = [\"x\", \"x\"]\n",
        "two partitions with one label: /project/tk.toml: layout: x");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestKnownOne() {
    assertThatThrownBy(() -> read(LEAST + "[keys]\ndirectry = \"k\"\n"))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().found()).isEqualTo("'keys.directry'");
              assertThat(e.problem().hint()).contains("'directory'");
            });
  }

  private TkSettings read(String text) throws IOException {
    Files.createDirectories(fileSystem.getPath("/project"));
    return TkSettingsFile.read(Files.writeString(file, text));
  }

  private void refused(String text, String... words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll(words);
  }
}
