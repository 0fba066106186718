package org.psyopsos.builder.esp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.devicetree.Bcm2711;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.builder.tools.BootScript;
import org.psyopsos.builder.tools.RaspberryPiPackage;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.GrubConfig;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.BoardName;
import org.psyopsos.release.UBootName;

/**
 * What a Raspberry Pi's EFI partition holds beside GRUB: firmware of the VideoCore, which runs
 * first, U-Boot, which it starts, and the device trees that both pass on.
 */
final class RaspberryPiFiles {

  /** The names that the boot ROM and the firmware look for; those with a 4 are for a Pi 4. */
  private static final List<String> FIRMWARE =
      List.of("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat");

  private final CommandRunner commands;
  private final MachineSettings.RaspberryPi settings;
  private final DeviceTrees trees;

  RaspberryPiFiles(
      CommandRunner commands, MachineSettings.RaspberryPi settings, DeviceTrees trees) {
    this.commands = commands;
    this.settings = settings;
    this.trees = trees;
  }

  /**
   * Takes them together; those that are made are written into {@code scratch}.
   *
   * @throws BadInput where firmware, U-Boot or a board's device tree is missing, or none
   */
  List<ReleaseFile> write(ReleaseVersion version, Path scratch) throws IOException {
    List<ReleaseFile> files = new ArrayList<>();
    for (String name : FIRMWARE) {
      files.add(EspRelease.file(name, firmware(name)));
    }
    UBoot pi3 = UBoot.of(settings, 3, scratch);
    UBoot pi4 = UBoot.of(settings, 4, scratch);
    files.add(EspRelease.file(pi3.name(), pi3.source()));
    files.add(EspRelease.file(pi4.name(), pi4.source()));
    files.add(bootScript(version, scratch));
    Path readme = Files.writeString(scratch.resolve("board-readme"), GrubConfig.boardReadme());
    for (Board board : settings.boards()) {
      files.addAll(deviceTree(board));
      for (String name : Bcm2711.names(board)) {
        files.add(EspRelease.file(BoardName.readme(name), readme));
      }
    }
    String config = new ConfigTxt(pi3, pi4, settings.config()).render();
    files.add(
        EspRelease.file(
            UBootName.CONFIG, Files.writeString(scratch.resolve(UBootName.CONFIG), config)));
    return files;
  }

  private Path firmware(String name) throws IOException {
    String hint = new RaspberryPiPackage("raspi-firmware", "rpi.firmware").hint();
    Path file =
        InstalledFile.require(
            "firmware of the Raspberry Pi", settings.firmware().resolve(name), hint);
    if (name.endsWith(".elf") && !isElf(file)) {
      throw new BadInput(
          Problem.of("not firmware of the Raspberry Pi")
              .at(file)
              .expected("an ELF file")
              .found("something else, " + Files.size(file) + " bytes")
              .hint(hint));
    }
    return file;
  }

  private static boolean isElf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("\177ELF");
    }
  }

  private ReleaseFile bootScript(ReleaseVersion version, Path scratch) throws IOException {
    Path text = Files.writeString(scratch.resolve("boot.cmd"), GrubConfig.uBootScript());
    Path script = scratch.resolve("boot.scr");
    new BootScript(commands).write(text, version.instant(), script);
    return EspRelease.file("boot.scr", script);
  }

  /** The firmware takes it from the root, U-Boot from the vendor's directory. */
  private List<ReleaseFile> deviceTree(Board board) throws IOException {
    Path tree = trees.of(board);
    return List.of(
        EspRelease.file(board.fileName(), tree), EspRelease.file("dtb/" + board.dtb(), tree));
  }
}
