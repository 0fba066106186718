package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;

/**
 * Finds out whether KVM works by using it. On some hosts {@code /dev/kvm} opens, and the machine
 * stops at the firmware's first unusual instruction; so the probe boots the firmware and a program
 * that switches the machine off.
 */
public final class AcceleratorProbe {

  /** Under KVM the probe's machine is off after 2 seconds; one that KVM stopped never is. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Path DEVICE = Path.of("/dev/kvm");
  private static final int MEMORY_MIB = 128;

  private final CommandRunner commands;
  private final UefiFirmware firmware;
  private final Path device;

  public AcceleratorProbe(CommandRunner commands, UefiFirmware firmware) {
    this(commands, firmware, DEVICE);
  }

  AcceleratorProbe(CommandRunner commands, UefiFirmware firmware, Path device) {
    this.commands = commands;
    this.firmware = firmware;
    this.device = device;
  }

  /** KVM where a machine really runs under it, else TCG. Takes up to 10 seconds. */
  public Accelerator fastest() throws IOException {
    boolean allowed = Files.isReadable(device) && Files.isWritable(device);
    return allowed && works(Accelerator.KVM, LIMIT) ? Accelerator.KVM : Accelerator.TCG;
  }

  /**
   * Whether the machine switches itself off in time; one that resets itself tries on until then.
   */
  boolean works(Accelerator accelerator, Duration limit) throws IOException {
    Path program = Files.createTempFile("tk-probe", ".efi");
    try {
      Files.write(program, ResetProgram.bytes(ResetProgram.SHUTDOWN));
      Command command = Command.of(arguments(accelerator, program)).withTimeout(limit);
      return commands.run(command).exitStatus() == 0;
    } finally {
      Files.delete(program);
    }
  }

  private List<String> arguments(Accelerator accelerator, Path program) {
    List<String> all = Pc.bare(accelerator, MEMORY_MIB);
    all.addAll(firmware.arguments());
    all.addAll(List.of("-kernel", program.toString()));
    return all;
  }
}
