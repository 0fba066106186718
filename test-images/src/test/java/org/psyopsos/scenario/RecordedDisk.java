package org.psyopsos.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.crash.WriteLog;

/** A node's disk whose writes QEMU records. */
final class RecordedDisk {

  private static final int PLACEHOLDER_MIB = 1;

  private RecordedDisk() {}

  /**
   * What `tk vm` is told: an empty disk, since it wants one, and the one whose writes are kept.
   * Each boot is another QEMU, so each adds to the same record.
   */
  static List<String> of(Path disk, Path log) throws IOException {
    Path placeholder = disk.resolveSibling("placeholder.img");
    Files.write(placeholder, new byte[PLACEHOLDER_MIB << 20]);
    Programs.run("sgdisk", "--clear", placeholder.toString());
    Files.write(log, WriteLog.empty());
    return List.of(
        placeholder.toString(),
        "--",
        "-blockdev",
        "driver=blklogwrites,node-name=logged,file.driver=file,file.filename="
            + disk
            + ",log-append=on,log.driver=file,log.filename="
            + log,
        "-device",
        "virtio-blk-pci,drive=logged,bootindex=1");
  }
}
