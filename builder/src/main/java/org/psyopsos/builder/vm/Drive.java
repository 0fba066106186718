package org.psyopsos.builder.vm;

import java.nio.file.Path;
import java.util.List;

/**
 * The disk of a machine.
 *
 * @param file an image file
 * @param format its format, by QEMU's name
 * @param snapshot whether QEMU forgets at its end what the machine wrote
 */
public record Drive(Path file, String format, boolean snapshot) {

  private static final String RAW = "raw";
  private static final String OVERLAY = "qcow2";

  /** A raw image that the machine writes into. */
  public static Drive raw(Path file) {
    return new Drive(file, RAW, false);
  }

  public Drive withSnapshot(boolean on) {
    return new Drive(file, format, on);
  }

  /** What lies above this one and takes the machine's writes, in a file yet to be made. */
  Drive overlay(Path above) {
    return new Drive(above, OVERLAY, false);
  }

  /** Makes the file of {@link #overlay}, as a disk of so many bytes. */
  List<String> overlayCommand(Path above, long size) {
    return List.of(
        "qemu-img",
        "create",
        "-q",
        "-f",
        OVERLAY,
        "-F",
        format,
        "-b",
        file.toAbsolutePath().toString(),
        above.toString(),
        String.valueOf(size));
  }

  /** The part of a {@code -drive} that says which file, and how. */
  String options() {
    String options = "format=" + format + ",file=" + QemuCommand.escaped(file);
    return snapshot ? options + ",snapshot=on" : options;
  }
}
