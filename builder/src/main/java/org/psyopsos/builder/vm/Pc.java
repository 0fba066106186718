package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A PC with UEFI and a watchdog that resets it.
 *
 * @param firmware what it starts with
 * @param accelerator what was found to work
 */
public record Pc(UefiFirmware firmware, Accelerator accelerator) implements Machine {

  /** The program that emulates it. */
  public static final String PROGRAM = "qemu-system-x86_64";

  @Override
  public String program() {
    return PROGRAM;
  }

  @Override
  public List<String> arguments(Drive drive, QemuCommand.Options options) {
    List<String> all = bare(accelerator, options.memoryMib());
    all.addAll(List.of("-smp", processors()));
    all.addAll(firmware.arguments());
    all.addAll(List.of("-drive", "if=none,id=disk0," + drive.options()));
    all.addAll(List.of("-device", "virtio-blk-pci,drive=disk0,bootindex=0"));
    all.addAll(List.of("-netdev", "user,id=net0", "-device", "virtio-net-pci,netdev=net0"));
    all.addAll(List.of("-device", "virtio-rng-pci"));
    all.addAll(List.of("-device", "i6300esb", "-action", "watchdog=reset"));
    all.addAll(List.of("-serial", options.serial()));
    return all;
  }

  @Override
  public Machine lasting(Path directory) throws IOException {
    Path variables = Files.copy(firmware.variables(), directory.resolve("variables.fd"));
    return new Pc(firmware.withOwnVariables(variables), accelerator);
  }

  @Override
  public long diskSize(long imageSize) {
    return imageSize;
  }

  /** One without any device, to be continued. */
  static List<String> bare(Accelerator accelerator, int memoryMib) {
    List<String> all = new ArrayList<>(List.of(PROGRAM, "-M", "q35"));
    all.addAll(accelerator.arguments());
    all.addAll(List.of("-m", String.valueOf(memoryMib), "-nodefaults", "-display", "none"));
    return all;
  }

  /**
   * One where they are emulated: after a reset UEFI waits for all, and under load an emulated
   * second one was seen not to come.
   */
  private String processors() {
    return accelerator == Accelerator.KVM ? "2" : "1";
  }
}
