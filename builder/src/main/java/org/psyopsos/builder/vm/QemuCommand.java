package org.psyopsos.builder.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What boots an image in QEMU: a PC with UEFI and one disk, a network in which the host is {@value
 * #HOST}, a watchdog that resets, no screen.
 *
 * @param drive the disk
 * @param firmware what it starts with
 * @param accelerator what was found to work
 * @param options what the caller may choose
 */
public record QemuCommand(
    Drive drive, UefiFirmware firmware, Accelerator accelerator, Options options) {

  /** The program. */
  public static final String PROGRAM = "qemu-system-x86_64";

  /** Where the guest reaches the machine that QEMU runs on. */
  public static final String HOST = "10.0.2.2";

  /**
   * What the caller may choose.
   *
   * @param memoryMib the machine's memory
   * @param serial QEMU's name of what the first serial port is connected to
   * @param extra arguments of QEMU, put at the end
   */
  public record Options(int memoryMib, String serial, List<String> extra) {

    /** The terminal, and QEMU's monitor with it: Ctrl-A X ends QEMU, Ctrl-A H tells the rest. */
    public static final String TERMINAL = "mon:stdio";

    /** Room for a root in memory above a squashfs, and a Java program. */
    public static final int DEFAULT_MEMORY_MIB = 1024;

    public Options {
      extra = List.copyOf(extra);
    }

    public static Options defaults() {
      return new Options(DEFAULT_MEMORY_MIB, TERMINAL, List.of());
    }

    public Options withMemoryMib(int mib) {
      return new Options(mib, serial, extra);
    }

    /** With the serial port connected to {@code device}, for example {@code file:/tmp/log}. */
    public Options withSerial(String device) {
      return new Options(memoryMib, device, extra);
    }

    public Options withExtra(List<String> arguments) {
      return new Options(memoryMib, serial, arguments);
    }
  }

  /** The program and its arguments. */
  public List<String> arguments() {
    List<String> all = machine(accelerator, options.memoryMib());
    all.addAll(List.of("-smp", processors()));
    all.addAll(firmware.arguments());
    all.addAll(drive.arguments());
    all.addAll(List.of("-netdev", "user,id=net0", "-device", "virtio-net-pci,netdev=net0"));
    all.addAll(List.of("-device", "virtio-rng-pci"));
    all.addAll(List.of("-device", "i6300esb", "-action", "watchdog=reset"));
    all.addAll(List.of("-serial", options.serial()));
    all.addAll(options.extra());
    return List.copyOf(all);
  }

  /** A machine without any device, to be continued. */
  static List<String> machine(Accelerator accelerator, int memoryMib) {
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

  /** A path inside an option of QEMU, where a comma ends the value. */
  static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }
}
