package org.psyopsos.builder.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.BadInput;
import org.psyopsos.grub.GrubConfig;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/** The EFI release of a Raspberry Pi, and what keeps it from being made. */
class RaspberryPiReleaseTest {

  private static final ReleaseVersion VERSION = new ReleaseVersion("20261121-101500");
  private static final Board PI_3 = new Board("broadcom/bcm2837-rpi-3-b.dtb");
  private static final Board PI_4 = new Board("broadcom/bcm2711-rpi-4-b.dtb");

  @TempDir private Path directory;
  private final MinisignSecretKey key = MinisignSecretKey.generate(new SecureRandom());
  private RaspberryPiSources sources;

  @BeforeEach
  void writeSources() throws IOException {
    sources = RaspberryPiSources.in(directory.resolve("sources"));
  }

  @Test
  void holdsWhatEachStageOfTheBootLooksFor() throws IOException {
    assertThat(write("out", with(List.of(PI_3))).manifest().files())
        .extracting(Artifact::path)
        .containsExactly(
            "EFI/BOOT/BOOTAA64.EFI",
            "grub/grub.cfg",
            "grub/grub.sha256",
            "grub/spare/grub.cfg",
            "grub/spare/grub.sha256",
            "bootcode.bin",
            "start.elf",
            "fixup.dat",
            "start4.elf",
            "fixup4.dat",
            "u-boot-3-" + hash("u-boot/rpi_3/u-boot.bin") + ".bin",
            "u-boot-4-" + hash("u-boot/rpi_4/u-boot.bin") + ".bin",
            "boot.scr",
            "bcm2837-rpi-3-b.dtb",
            "dtb/broadcom/bcm2837-rpi-3-b.dtb",
            "boards/broadcom/bcm2837-rpi-3-b.dtb/README",
            "config.txt");
  }

  @Test
  void aBcm2711IsToldByItsSteppingToo() throws IOException {
    assertThat(names(write("out", with(List.of(PI_4)))))
        .filteredOn(name -> name.startsWith("boards/"))
        .containsExactly(
            "boards/broadcom/bcm2711-rpi-4-b.dtb/README",
            "boards/c0/broadcom/bcm2711-rpi-4-b.dtb/README");
  }

  /** On a node it may only be replaced as a whole, which no node can do. */
  @Test
  void whatOnlyStartsABoardAsAWholeIsToldFromTheRest() throws IOException {
    assertThat(names(write("out", with(List.of(PI_3)))))
        .filteredOn(Platform.AARCH64_RPI::isFirmware)
        .containsExactly("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat");
  }

  @Test
  void configTxtNamesTheUBootOfEachModel() throws IOException {
    String text = Files.readString(unpacked(write("out", sources.settings()), "config.txt"));
    assertThat(text.lines().filter(line -> !line.startsWith("#") && !line.isEmpty()))
        .containsExactly(
            "arm_64bit=1",
            "enable_uart=1",
            "upstream_kernel=1",
            "disable_overscan=1",
            "[pi3]",
            "kernel=u-boot-3-" + hash("u-boot/rpi_3/u-boot.bin") + ".bin",
            "[pi4]",
            "kernel=u-boot-4-" + hash("u-boot/rpi_4/u-boot.bin") + ".bin",
            "[all]");
    assertThat(text.lines()).allMatch(line -> line.length() <= 98);
  }

  @Test
  void anotherUBootHasAnotherName() throws IOException {
    List<String> before = names(write("before", sources.settings()));
    sources.write("u-boot/rpi_4/u-boot.bin", "U-Boot 2024.01 of a Pi 4");
    List<String> after = names(write("after", sources.settings()));
    assertThat(after).contains("u-boot-3-" + hash("u-boot/rpi_3/u-boot.bin") + ".bin");
    assertThat(after).filteredOn(name -> !before.contains(name)).hasSize(1);
    assertThat(before).filteredOn(name -> !after.contains(name)).hasSize(1);
  }

  /** What a device on USB does must not keep a board from booting. */
  @Test
  void uBootStartsNoUsbAtFirstButWhereThatIsWanted() throws IOException {
    sources.write("u-boot/rpi_4/u-boot.bin", "U-Boot 2023.01\0preboot=pci enum; usb start;\0");
    String debians = "u-boot-4-" + hash("u-boot/rpi_4/u-boot.bin") + ".bin";
    WrittenRelease without = write("without", sources.settings());
    String other =
        names(without).stream()
            .filter(name -> name.startsWith("u-boot-4-"))
            .findAny()
            .orElseThrow();
    assertThat(unpacked(without, other))
        .content()
        .isEqualTo("U-Boot 2023.01\0preboot=pci enum; true     ;\0");
    assertThat(Files.readString(unpacked(without, "config.txt"))).contains("kernel=" + other);
    MachineSettings wanted = sources.settings(true, List.of(PI_4), Optional.empty());
    assertThat(names(write("with", wanted))).contains(debians).doesNotContain(other);
  }

  @Test
  void linesOfOnesOwnEndConfigTxtAndAreForEveryModel() throws IOException {
    Path more = sources.write("more.txt", "dtparam=watchdog=on\r\ngpu_mem=64");
    MachineSettings settings = sources.settings(List.of(PI_3), Optional.of(more));
    assertThat(Files.readString(unpacked(write("out", settings), "config.txt")))
        .endsWith("[all]\n\ndtparam=watchdog=on\ngpu_mem=64\n");
  }

  @Test
  void uBootsOwnToolReadsTheScript() throws IOException {
    Path script = unpacked(write("out", sources.settings()), "boot.scr");
    assertThat(run("mkimage", "-l", script.toString()))
        .contains("AArch64 Linux Script (uncompressed)")
        .contains("Sat Nov 21 10:15:00 2026");
    Path text = directory.resolve("text");
    run("dumpimage", "-T", "script", "-p", "0", "-o", text.toString(), script.toString());
    assertThat(text).content().endsWith(GrubConfig.uBootScript());
  }

  @Test
  void theSameInputGivesTheSameBytesInAnotherTimeZone() throws IOException {
    WrittenRelease one = write("one", sources.settings());
    CommandRunner elsewhere =
        command ->
            RaspberryPiSources.run(
                command.environment().containsKey("TZ")
                    ? command
                    : command.withEnvironment(Map.of("TZ", "Pacific/Kiritimati")));
    WrittenRelease two = write("two", sources.settings(), elsewhere);
    assertThat(Sha256.of(two.tarball())).isEqualTo(Sha256.of(one.tarball()));
    assertThat(Sha256.of(two.manifestFile())).isEqualTo(Sha256.of(one.manifestFile()));
  }

  @Test
  void missingFirmwareIsNamedWithWhatFetchesIt() throws IOException {
    for (String name : List.of("bootcode.bin", "fixup4.dat")) {
      Path file = sources.directory().resolve("firmware").resolve(name);
      Files.delete(file);
      refused(sources.settings(), file, "firmware", hint("raspi-firmware", "rpi.firmware"));
      sources.write("firmware/" + name, "firmware again");
    }
  }

  @Test
  void missingUBootIsNamedWithWhatFetchesIt() throws IOException {
    Path file = sources.directory().resolve("u-boot/rpi_4/u-boot.bin");
    Files.delete(file);
    refused(
        sources.settings(),
        file,
        "U-Boot for the Raspberry Pi 4",
        hint("u-boot-rpi", "rpi.u_boot"));
    Files.createFile(file);
    refused(
        sources.settings(),
        file,
        "U-Boot for the Raspberry Pi 4 is empty",
        hint("u-boot-rpi", "rpi.u_boot"));
  }

  @Test
  void whatIsNoUBootAndNoFirmwareIsRefused() throws IOException {
    Path program = sources.write("u-boot/rpi_3/u-boot.bin", "hi\n");
    refused(
        sources.settings(), program, "found 3 bytes that do not", hint("u-boot-rpi", "rpi.u_boot"));
    sources.write("u-boot/rpi_3/u-boot.bin", "U-Boot 2023.01");
    Path firmware = sources.write("firmware/start4.elf", "<html>404</html>");
    refused(sources.settings(), firmware, "expected an ELF file", "raspi-firmware");
  }

  @Test
  void aDeviceTreeOfAnotherChipIsRefused() throws IOException {
    Path file = sources.trees().directory().resolve(PI_3.dtb());
    Files.write(file, Files.readAllBytes(sources.trees().directory().resolve(PI_4.dtb())));
    refused(sources.settings(), file, "expected one for the chip brcm,bcm2837", "of this name");
  }

  @Test
  void missingModulesOfGrubAreNamedWithWhatFetchesThem() throws IOException {
    Files.delete(sources.grub().resolve("arm64-efi/moddep.lst"));
    Files.delete(sources.grub().resolve("arm64-efi"));
    refused(
        sources.settings(),
        sources.grub().resolve("arm64-efi"),
        "GRUB's modules for aarch64-rpi",
        hint("grub-efi-arm64-bin", "artifacts.grub"));
  }

  @Test
  void aBoardWithoutADeviceTreeIsNamed() throws IOException {
    Path file = sources.trees().directory().resolve(PI_3.dtb());
    Files.delete(file);
    refused(sources.settings(), file, "the board bcm2837-rpi-3-b", "rpi.boards");
  }

  @Test
  void aFileThatIsNoDeviceTreeIsRefused() throws IOException {
    Path file = sources.trees().directory().resolve(PI_3.dtb());
    Files.writeString(file, "<html>404</html>");
    refused(sources.settings(), file, "expected a file that begins with d00dfeed", "dtc");
  }

  @Test
  void aDeviceTreeThatWasCutShortIsRefused() throws IOException {
    Path file = sources.trees().directory().resolve(PI_3.dtb());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 44));
    refused(sources.settings(), file, "found 44 bytes", "dtc");
  }

  @Test
  void aMissingFileWithLinesForConfigTxtIsNamed() throws IOException {
    Path missing = directory.resolve("missing.txt");
    refused(
        sources.settings(List.of(PI_3), Optional.of(missing)), missing, "config.txt", "rpi.config");
  }

  @Test
  void aLineThatTheFirmwareWouldCutIsRefused() throws IOException {
    Path more = sources.write("more.txt", "x=" + "1".repeat(97) + "\n");
    refused(sources.settings(List.of(PI_3), Optional.of(more)), more, "at most 98 characters", "");
  }

  @Test
  void aLineThatWouldTakeUBootsPlaceIsRefused() throws IOException {
    Path more = sources.write("more.txt", "gpu_mem=64\nkernel=kernel8.img\n");
    refused(
        sources.settings(List.of(PI_3), Optional.of(more)),
        more,
        "found 'kernel=kernel8.img'",
        "rpi.config");
  }

  @Test
  void linesThatAreNoTextAreRefused() throws IOException {
    Path more = sources.write("more.txt", "");
    Files.write(more, new byte[] {'#', (byte) 0xff});
    refused(sources.settings(List.of(PI_3), Optional.of(more)), more, "not text in UTF-8", "");
  }

  /** Installing these on a PC would do it harm. */
  private static String hint(String name, String setting) {
    return "test-images/recipes/boot-files fetches Debian's "
        + name
        + " and installs nothing; "
        + setting
        + " in tk.toml";
  }

  private void refused(MachineSettings settings, Path where, String message, String hint) {
    assertThatThrownBy(() -> write("refused", settings))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo(where.toString());
              assertThat(e).hasMessageContaining(message);
              assertThat(e.problem().hint()).contains(hint);
            });
    assertThat(directory.resolve("refused")).doesNotExist();
  }

  private MachineSettings with(List<Board> boards) {
    return sources.settings(boards, Optional.empty());
  }

  private WrittenRelease write(String name, MachineSettings settings) throws IOException {
    return write(name, settings, RaspberryPiSources::run);
  }

  private WrittenRelease write(String name, MachineSettings settings, CommandRunner commands)
      throws IOException {
    EspRelease.Target target =
        new EspRelease.Target(
            "home", settings, DiskLayout.defaults(), sources.grub(), sources.trees());
    return new EspRelease(commands, target)
        .write(VERSION, new ReleaseWriter(directory.resolve(name), key, Progress.quiet()));
  }

  private static List<String> names(WrittenRelease release) {
    return release.manifest().files().stream().map(Artifact::path).toList();
  }

  private Path unpacked(WrittenRelease release, String file) {
    run("tar", "-xf", release.tarball().toString(), "-C", directory.toString(), file);
    return directory.resolve(file);
  }

  private String hash(String file) throws IOException {
    return Sha256.of(sources.directory().resolve(file)).hex().substring(0, 8);
  }

  private static String run(String... arguments) {
    return new ProcessCommandRunner()
        .runOrFail(Command.of(arguments).withEnvironment(Map.of("TZ", "UTC")))
        .output();
  }
}
