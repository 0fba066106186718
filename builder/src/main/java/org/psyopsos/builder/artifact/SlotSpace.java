package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.manifest.ChunkIndexCodec;

/** Whether a release fits into a slot; said before anything is written. */
public final class SlotSpace {

  private static final long BLOCK = 4096;

  /** ext4's own structures take less than a sixteenth of a slot, and never more than 128 MiB. */
  private static final int OVERHEAD = 16;

  private static final long MAX_OVERHEAD = 128 * DiskLayout.MIB;

  /** Manifest, signatures, channel document, directories; the index is counted as the longest. */
  private static final long BESIDE = 1 << 20;

  private SlotSpace() {}

  /** Refuses files that do not fit. */
  public static void require(List<ReleaseFile> files, DiskLayout.Partition slot)
      throws IOException {
    long needed = BESIDE;
    long largest = 0;
    for (ReleaseFile file : files) {
      long size = Files.size(file.source());
      needed += (size + BLOCK - 1) / BLOCK * BLOCK;
      largest = Math.max(largest, size);
    }
    needed += Math.min(ChunkIndexCodec.MAX_BYTES, largest / 256);
    long room = slot.size() - Math.min(slot.size() / OVERHEAD, MAX_OVERHEAD);
    if (needed > room) {
      throw new BadInput(
          Problem.of("the release is larger than a slot")
              .at(slot.label())
              .expected("at most " + ByteCount.of(room))
              .found(ByteCount.of(needed))
              .hint("make the squashfs smaller, or layout.slot.size_mib in tk.toml larger"));
    }
  }
}
