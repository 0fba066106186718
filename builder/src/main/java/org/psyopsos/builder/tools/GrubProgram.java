package org.psyopsos.builder.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.GrubConfig;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.Platform;

/** Makes GRUB's EFI program with an embedded first configuration; the same input, same bytes. */
public final class GrubProgram {

  private static final String PREFIX = "/grub";

  private final CommandRunner commands;
  private final Platform platform;
  private final Path directory;

  /**
   * A program for machines of a platform.
   *
   * @param modules the directory that holds GRUB's modules, in one of its own for each target
   */
  public GrubProgram(CommandRunner commands, Platform platform, Path modules) {
    this.commands = new DebianTools(commands);
    this.platform = platform;
    this.directory = modules.resolve(platform.grubTarget());
  }

  /**
   * Writes the program.
   *
   * @param modules in the order in which they are put in
   * @param program the file to write
   * @param scratch an existing directory
   * @throws BadInput where GRUB's modules for the platform are missing, or one of them
   */
  public void write(List<String> modules, Path program, Path scratch) throws IOException {
    requireModules(modules);
    Path early = Files.writeString(scratch.resolve("early.cfg"), GrubConfig.early());
    Path memdisk = Files.write(scratch.resolve("memdisk"), GrubConfig.memdisk());
    List<String> arguments =
        new ArrayList<>(
            List.of("grub-mkimage", "-O", platform.grubTarget(), "-o", program.toString()));
    arguments.addAll(List.of("-d", directory.toString()));
    arguments.addAll(List.of("-m", memdisk.toString())); // Sets a prefix, too: before -p.
    arguments.addAll(List.of("-p", PREFIX, "-c", early.toString()));
    arguments.addAll(modules);
    commands.runOrFail(arguments.toArray(String[]::new));
    Files.delete(early);
    Files.delete(memdisk);
  }

  /** What grub-mkimage reads; it stops at the first file that is missing and shortens its name. */
  private void requireModules(List<String> modules) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new BadInput(
          Problem.of("GRUB's modules for " + platform + " are missing")
              .at(directory)
              .hint(modulesHint()));
    }
    requireFile("kernel.img");
    Map<String, List<String>> needs = dependencies(requireFile("moddep.lst"));
    Deque<String> open = new ArrayDeque<>(modules);
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String module = open.remove();
      if (seen.add(module)) {
        requireFile(module + ".mod");
        open.addAll(needs.getOrDefault(module, List.of()));
      }
    }
  }

  private Path requireFile(String name) {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          Problem.of("a file of GRUB for " + platform + " is missing")
              .at(file)
              .hint(modulesHint()));
    }
    return file;
  }

  /** Lines such as {@code loadenv: extcmd disk}. */
  private static Map<String, List<String>> dependencies(Path list) throws IOException {
    Map<String, List<String>> needs = new HashMap<>();
    for (String line : Files.readAllLines(list)) {
      int colon = line.indexOf(':');
      String others = line.substring(colon + 1).strip();
      if (colon > 0 && !others.isEmpty()) {
        needs.put(line.substring(0, colon), Arrays.asList(others.split(" +", -1)));
      }
    }
    return needs;
  }

  private String modulesHint() {
    return switch (platform) {
      case X86_64_UEFI -> "apt-get install grub-efi-amd64-bin, or set artifacts.grub in tk.toml";
      case AARCH64_RPI -> new RaspberryPiPackage("grub-efi-arm64-bin", "artifacts.grub").hint();
    };
  }
}
