package org.psyopsos.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node's disk whose writes QEMU records. */
final class RecordedDisk {

  private static final int PLACEHOLDER_MIB = 1;

  private RecordedDisk() {}

  /** What `tk vm` is told: an empty disk, since it wants one, and the one whose writes are kept. */
  static List<String> of(Path disk, Path log) throws IOException {
    Path placeholder = disk.resolveSibling("placeholder.img");
    Files.write(placeholder, new byte[PLACEHOLDER_MIB << 20]);
    Programs.run("sgdisk", "--clear", placeholder.toString());
    Files.write(log, new byte[0]);
    return List.of(
        placeholder.toString(),
        "--",
        "-blockdev",
        "driver=blklogwrites,node-name=logged,file.driver=file,file.filename="
            + disk
            + ",log.driver=file,log.filename="
            + log,
        "-device",
        "virtio-blk-pci,drive=logged,bootindex=1");
  }
}
