package org.psyopsos.builder.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What boots an image in QEMU: a machine with one disk, a network in which the host is {@value
 * #HOST}, no screen.
 *
 * @param drive the disk
 * @param machine what it is plugged into
 * @param options what the caller may choose
 */
public record QemuCommand(Drive drive, Machine machine, Options options) {

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
    List<String> all = new ArrayList<>(machine.arguments(drive, options));
    all.addAll(options.extra());
    return List.copyOf(all);
  }

  /** A path inside an option of QEMU, where a comma ends the value. */
  static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }
}
