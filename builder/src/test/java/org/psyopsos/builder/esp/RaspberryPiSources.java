package org.psyopsos.builder.esp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * Small files by the names of the packages that a Raspberry Pi needs, which need not be installed.
 *
 * @param directory that holds them
 */
public record RaspberryPiSources(Path directory) {

  private static final CommandRunner COMMANDS = new ProcessCommandRunner();

  /** Writes them. */
  public static RaspberryPiSources in(Path directory) throws IOException {
    RaspberryPiSources sources = new RaspberryPiSources(directory);
    for (String name :
        List.of("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat")) {
      sources.write("firmware/" + name, "\177ELF firmware " + name);
    }
    sources.write("u-boot/rpi_3/u-boot.bin", "U-Boot 2023.01 of a Pi 3");
    sources.write("u-boot/rpi_4/u-boot.bin", "U-Boot 2023.01 of a Pi 4");
    sources.write("grub/arm64-efi/moddep.lst", "");
    for (Board board : Board.raspberryPis()) {
      Path tree = directory.resolve("dtbs").resolve(board.dtb());
      Files.createDirectories(tree.resolveSibling(""));
      Files.write(tree, deviceTree("brcm," + board.name().split("-", 2)[0] + "\0" + board));
    }
    return sources;
  }

  /** The header of a device tree, and what makes it differ from others. */
  public static byte[] deviceTree(String content) {
    byte[] text = content.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer tree = ByteBuffer.allocate(40 + text.length);
    return tree.putInt(0, 0xd00dfeed).putInt(4, tree.limit()).put(40, text).array();
  }

  /** Starts programs, and stands in for the one that needs GRUB's modules for arm64. */
  public static CommandResult run(Command command) {
    if (!command.program().endsWith("grub-mkimage")) {
      return COMMANDS.run(command);
    }
    Path program = Path.of(command.arguments().get(command.arguments().indexOf("-o") + 1));
    try {
      Files.writeString(program, "MZ for " + command.arguments().get(2));
    } catch (IOException e) {
      return new CommandResult(1, "", e.toString());
    }
    return new CommandResult(0, "", "");
  }

  /** Settings that name them. */
  public MachineSettings.RaspberryPi settings() {
    return settings(Board.raspberryPis(), Optional.empty());
  }

  MachineSettings.RaspberryPi settings(List<Board> boards, Optional<Path> config) {
    return settings(false, boards, config);
  }

  MachineSettings.RaspberryPi settings(
      boolean uBootUsb, List<Board> boards, Optional<Path> config) {
    return new MachineSettings.RaspberryPi(
        directory.resolve("firmware"), directory.resolve("u-boot"), uBootUsb, boards, config);
  }

  public Path grub() {
    return directory.resolve("grub");
  }

  public DeviceTrees trees() {
    return new DeviceTrees(directory.resolve("dtbs"));
  }

  Path write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, content);
  }
}
