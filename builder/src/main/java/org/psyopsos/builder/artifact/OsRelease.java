package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.builder.release.ReleaseDescription;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;

/** An OS release to be: from the artifact directory to the signed release. */
public final class OsRelease {

  private final ArtifactDirectory artifacts;
  private final Target target;

  /**
   * What it is for.
   *
   * @param repo the repository's id
   * @param platform the machines
   * @param slot the partition that it must fit into
   * @param kernelArguments what GRUB passes to the kernel
   */
  public record Target(
      String repo, Platform platform, DiskLayout.Partition slot, KernelArguments kernelArguments) {}

  public OsRelease(ArtifactDirectory artifacts, Target target) {
    this.artifacts = artifacts;
    this.target = target;
  }

  /**
   * Checks everything, then writes.
   *
   * @param temporary a directory for GRUB's files while the release is written
   */
  public WrittenRelease write(ReleaseVersion version, ReleaseWriter writer, Path temporary)
      throws IOException {
    List<ReleaseFile> found = artifacts.files(target.platform());
    String kernelVersion = artifacts.kernelVersion();
    SlotSpace.require(found, target.slot());
    try (GrubFiles grub = GrubFiles.write(temporary, target.kernelArguments(), found)) {
      return writer.write(
          new ReleaseDescription(
              ReleaseType.OS,
              target.repo(),
              target.platform(),
              version,
              kernelVersion,
              target.kernelArguments()),
          grub.among(found));
    }
  }
}
