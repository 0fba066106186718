package org.psyopsos.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.layout.Platform;

/** What is plugged into a node's USB port. */
final class UsbDisk {

  private UsbDisk() {}

  /**
   * What `tk vm` is told of an image that is plugged in. The kernel shows that as {@code /dev/sda}.
   *
   * @param machine what it is told besides: the node's disk, and options for QEMU
   * @param access {@code readonly=on} or {@code off}
   */
  static List<String> plugged(Platform platform, List<String> machine, Path image, String access) {
    List<String> all = new ArrayList<>(machine);
    if (!all.contains("--")) {
      all.add("--");
    }
    if (platform == Platform.X86_64_UEFI) { // The board has a controller.
      all.addAll(List.of("-device", "qemu-xhci"));
    }
    all.addAll(List.of("-drive", "if=none,id=plugged,format=raw," + access + ",file=" + image));
    all.addAll(List.of("-device", "usb-storage,drive=plugged"));
    return all;
  }
}
