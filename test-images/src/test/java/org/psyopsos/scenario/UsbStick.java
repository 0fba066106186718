package org.psyopsos.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A stick with a FAT file system that holds a deaddrop; the kernel shows it as {@code /dev/sda}.
 */
final class UsbStick {

  private static final int KIB = 160 << 10;

  private UsbStick() {}

  /** Plugs one in, whose deaddrop offers a release, beside a node's disk. */
  static List<String> with(TestRelease release, Path disk) throws IOException {
    Path directory = disk.resolveSibling("stick");
    Path site = Workshop.get().newDeaddrop(Files.createDirectories(directory));
    NodeUnderTest.deploy(site, release, Workshop.ESP_VERSION);
    Path image = directory.resolve("stick.img");
    Programs.run("mkfs.vfat", "-C", image.toString(), String.valueOf(KIB));
    for (String folder : List.of("channels", "os", "root")) {
      String content = site.resolve("deaddrop").resolve(folder).toString();
      Programs.run("mcopy", "-s", "-Q", "-i", image.toString(), content, "::");
    }
    return UsbDisk.plugged(disk, image, "readonly=on");
  }
}
