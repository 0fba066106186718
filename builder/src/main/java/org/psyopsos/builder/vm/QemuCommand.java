package org.psyopsos.builder.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that boots an image in QEMU: a PC with UEFI, the image as its only disk (virtio), a
 * network in which the host is 10.0.2.2, a watchdog that resets, no screen.
 *
 * @param image a raw disk image
 * @param firmware with variables of its own
 * @param accelerator what was found to work
 * @param options what the caller may choose
 */
public record QemuCommand(
    Path image, UefiFirmware firmware, Accelerator accelerator, Options options) {

  public static final String PROGRAM = "qemu-system-x86_64";

  /**
   * What the caller may choose.
   *
   * @param memoryMib of the machine
   * @param snapshot whether the image stays as it is
   * @param reboot whether a reset boots again, or ends QEMU
   * @param serial QEMU's character device for the first serial port
   * @param extra arguments at the end
   */
  public record Options(
      int memoryMib, boolean snapshot, boolean reboot, String serial, List<String> extra) {

    /** The terminal, with QEMU's monitor behind Ctrl-A C; Ctrl-A X ends it. */
    public static final String TERMINAL = "mon:stdio";

    public static final int DEFAULT_MEMORY_MIB = 1024;

    public Options {
      extra = List.copyOf(extra);
    }

    public static Options defaults() {
      return new Options(DEFAULT_MEMORY_MIB, false, true, TERMINAL, List.of());
    }

    public Options withSerial(String device) {
      return new Options(memoryMib, snapshot, reboot, device, extra);
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

    public Options withExtra(List<String> arguments) {
      return new Options(memoryMib, snapshot, reboot, serial, arguments);
    }
  }

  /** The program and its arguments. */
  public List<String> arguments() {
    List<String> all = new ArrayList<>(List.of(PROGRAM, "-M", "q35"));
    all.addAll(accelerator.arguments());
    all.addAll(List.of("-m", String.valueOf(options.memoryMib()), "-smp", "2", "-nodefaults"));
    all.addAll(firmware.arguments());
    all.addAll(disk());
    all.addAll(List.of("-netdev", "user,id=net0", "-device", "virtio-net-pci,netdev=net0"));
    all.addAll(List.of("-device", "virtio-rng-pci"));
    all.addAll(List.of("-device", "i6300esb", "-action", "watchdog=reset"));
    all.addAll(List.of("-display", "none", "-serial", options.serial()));
    if (!options.reboot()) {
      all.add("-no-reboot");
    }
    all.addAll(options.extra());
    return all;
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
