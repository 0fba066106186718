package org.psyopsos.scenario;

import java.nio.file.Path;
import java.util.List;

/** What is plugged into a node's USB port. */
final class UsbDisk {

  private UsbDisk() {}

  /**
   * What `tk vm` is told of a node's disk and of an image that is plugged in. The kernel shows that
   * as {@code /dev/sda}.
   *
   * @param access {@code readonly=on} or {@code off}
   */
  static List<String> plugged(Path disk, Path image, String access) {
    return List.of(
        disk.toString(),
        "--",
        "-device",
        "qemu-xhci",
        "-drive",
        "if=none,id=plugged,format=raw," + access + ",file=" + image,
        "-device",
        "usb-storage,drive=plugged");
  }
}
