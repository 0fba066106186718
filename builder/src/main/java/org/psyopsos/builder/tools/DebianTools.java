package org.psyopsos.builder.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/**
 * Starts programs also where a normal user's {@code PATH} on Debian lacks {@code /usr/sbin}, and
 * says which package holds one that is missing.
 */
public final class DebianTools implements CommandRunner {

  private static final Path SBIN = Path.of("/usr/sbin");

  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          Map.entry("mkfs.vfat", "dosfstools"),
          Map.entry("mcopy", "mtools"),
          Map.entry("mmd", "mtools"),
          Map.entry("mdel", "mtools"),
          Map.entry("mke2fs", "e2fsprogs"),
          Map.entry("debugfs", "e2fsprogs"),
          Map.entry("dumpe2fs", "e2fsprogs"),
          Map.entry("grub-mkimage", "grub-common"),
          Map.entry("mkimage", "u-boot-tools"),
          Map.entry("fdtoverlay", "device-tree-compiler"),
          Map.entry("fdtget", "device-tree-compiler"),
          Map.entry("fdtput", "device-tree-compiler"),
          Map.entry("qemu-img", "qemu-utils"),
          Map.entry("qemu-system-x86_64", "qemu-system-x86"),
          Map.entry("qemu-system-aarch64", "qemu-system-arm"));

  private final CommandRunner commands;

  public DebianTools(CommandRunner commands) {
    this.commands = commands;
  }

  /** The package that holds a program; its own name where nothing else is known. */
  public static String packageOf(String program) {
    return PACKAGES.getOrDefault(program, program);
  }

  @Override
  public CommandResult run(Command command) {
    try {
      return commands.run(located(command));
    } catch (BadInput e) {
      String hint = "apt-get install " + packageOf(command.program());
      throw new BadInput(e.problem().hint(hint), e);
    }
  }

  private static Command located(Command command) {
    Path program = SBIN.resolve(command.program());
    if (!PACKAGES.containsKey(command.program()) || !Files.isExecutable(program)) {
      return command;
    }
    List<String> arguments = new ArrayList<>(command.arguments());
    arguments.set(0, program.toString());
    return command.withArguments(arguments);
  }
}
