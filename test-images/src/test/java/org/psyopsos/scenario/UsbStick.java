package org.psyopsos.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.layout.Platform;

/**
 * A stick with a FAT file system that holds a deaddrop; the kernel shows it as {@code /dev/sda}.
 */
final class UsbStick {

  private static final int KIB = 160 << 10;

  private UsbStick() {}

  /** Plugs one in, whose deaddrop offers a release, beside a node's disk. */
  static List<String> with(Platform platform, TestRelease release, String esp, Path disk)
      throws IOException {
    Path directory = disk.resolveSibling("stick");
    Workshop workshop = Workshop.of(platform);
    Path site = workshop.newDeaddrop(Files.createDirectories(directory));
    workshop.requireEsp(esp);
    workshop.deploy(site, release, esp);
    Path image = directory.resolve("stick.img");
    Programs.run("mkfs.vfat", "-C", image.toString(), String.valueOf(KIB));
    for (String folder : List.of("channels", "os", "root")) {
      String content = site.resolve("deaddrop").resolve(folder).toString();
      Programs.run("mcopy", "-s", "-Q", "-i", image.toString(), content, "::");
    }
    return UsbDisk.plugged(platform, List.of(disk.toString()), image, "readonly=on");
  }
}
