package org.psyopsos.builder.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What boots an image in QEMU: a PC with UEFI whose only disk is the image, a network in which the
 * host is {@value #HOST}, a watchdog that resets, no screen.
 *
 * @param image a raw disk image; the guest writes into it unless {@link Options#snapshot} is set
 * @param firmware what it starts with
 * @param accelerator what was found to work
 * @param options what the caller may choose
 */
public record QemuCommand(
    Path image, UefiFirmware firmware, Accelerator accelerator, Options options) {

  /** The program. */
  public static final String PROGRAM = "qemu-system-x86_64";

  /** Where the guest reaches the machine that QEMU runs on. */
  public static final String HOST = "10.0.2.2";

  /**
   * What the caller may choose.
   *
   * @param memoryMib the machine's memory
   * @param snapshot whether what the guest writes is forgotten at the end
   * @param reboot whether a reset boots again; otherwise it ends QEMU
   * @param serial QEMU's name of what the first serial port is connected to
   * @param extra arguments of QEMU, put at the end
   */
  public record Options(
      int memoryMib, boolean snapshot, boolean reboot, String serial, List<String> extra) {

    /** The terminal, and QEMU's monitor with it: Ctrl-A X ends QEMU, Ctrl-A H tells the rest. */
    public static final String TERMINAL = "mon:stdio";

    /** Room for a root in memory above a squashfs, and a Java program. */
    public static final int DEFAULT_MEMORY_MIB = 1024;

    public Options {
      extra = List.copyOf(extra);
    }

    public static Options defaults() {
      return new Options(DEFAULT_MEMORY_MIB, false, true, TERMINAL, List.of());
    }

    public Options withMemoryMib(int mib) {
      return new Options(mib, snapshot, reboot, serial, extra);
    }

    public Options withSnapshot(boolean on) {
      return new Options(memoryMib, on, reboot, serial, extra);
    }

    public Options withReboot(boolean on) {
      return new Options(memoryMib, snapshot, on, serial, extra);
    }

    /** With the serial port connected to {@code device}, for example {@code file:/tmp/log}. */
    public Options withSerial(String device) {
      return new Options(memoryMib, snapshot, reboot, device, extra);
    }

    public Options withExtra(List<String> arguments) {
      return new Options(memoryMib, snapshot, reboot, serial, arguments);
    }
  }

  /** The program and its arguments. */
  public List<String> arguments() {
    List<String> all = machine(accelerator, options.memoryMib());
    all.addAll(List.of("-smp", processors()));
    all.addAll(firmware.arguments());
    all.addAll(disk());
    all.addAll(List.of("-netdev", "user,id=net0", "-device", "virtio-net-pci,netdev=net0"));
    all.addAll(List.of("-device", "virtio-rng-pci"));
    all.addAll(List.of("-device", "i6300esb", "-action", "watchdog=reset"));
    all.addAll(List.of("-serial", options.serial()));
    if (!options.reboot()) {
      all.add("-no-reboot");
    }
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

  private List<String> disk() {
    String drive = "if=none,id=disk0,format=raw,file=" + escaped(image);
    return List.of(
        "-drive",
        options.snapshot() ? drive + ",snapshot=on" : drive,
        "-device",
        "virtio-blk-pci,drive=disk0,bootindex=0");
  }

  /** A path inside an option of QEMU, where a comma ends the value. */
  static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }
}
