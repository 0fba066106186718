package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.builder.tools.GrubProgram;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.Platform;

/**
 * Finds out whether KVM works by using it: on some hosts {@code /dev/kvm} opens, and then stops at
 * the firmware's first unusual instruction. The probe boots UEFI and a GRUB that switches off.
 */
public final class AcceleratorProbe {

  /** With KVM the probe ends within 3 seconds; a machine that KVM stopped never ends. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Path DEVICE = Path.of("/dev/kvm");

  private final CommandRunner commands;
  private final Path device;

  public AcceleratorProbe(CommandRunner commands) {
    this(commands, DEVICE);
  }

  AcceleratorProbe(CommandRunner commands, Path device) {
    this.commands = new DebianTools(commands);
    this.device = device;
  }

  /** KVM where a guest really runs under it, else TCG. */
  public Accelerator fastest() throws IOException {
    boolean usable = Files.isReadable(device) && Files.isWritable(device);
    return usable && works(Accelerator.KVM, LIMIT) ? Accelerator.KVM : Accelerator.TCG;
  }

  /** Whether the probe boots and switches itself off in time. */
  boolean works(Accelerator accelerator, Duration limit) throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      Path disk = scratch.directory("disk");
      Path programs = Files.createDirectories(disk.resolve("EFI/BOOT"));
      Path program = programs.resolve(Platform.X86_64_UEFI.efiLoaderName());
      new GrubProgram(commands, Platform.X86_64_UEFI)
          .write("halt\n", List.of("halt"), program, scratch.path());
      UefiFirmware firmware = UefiFirmware.withFreshVariables(scratch.path().resolve("vars.fd"));
      Command command = Command.of(arguments(accelerator, firmware, disk)).withTimeout(limit);
      return commands.run(command).exitStatus() == 0;
    }
  }

  private static List<String> arguments(Accelerator accelerator, UefiFirmware firmware, Path disk) {
    List<String> all = new ArrayList<>(List.of(QemuCommand.PROGRAM, "-M", "q35"));
    all.addAll(accelerator.arguments());
    all.addAll(List.of("-m", "256", "-nodefaults", "-no-reboot"));
    all.addAll(List.of("-display", "none", "-serial", "none", "-monitor", "none"));
    all.addAll(firmware.arguments());
    String drive = "if=virtio,format=raw,readonly=on,file=fat:" + QemuCommand.escaped(disk);
    all.addAll(List.of("-drive", drive));
    return all;
  }
}
