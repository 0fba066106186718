package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.builder.devicetree.Bcm2711;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.devicetree.Overlays;
import org.psyopsos.builder.release.ReleaseDescription;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;

/** An OS release to be: from the artifact directory to the signed release. */
public final class OsRelease {

  private final CommandRunner commands;
  private final ArtifactDirectory artifacts;
  private final Target target;

  /**
   * What it is for.
   *
   * @param repo the repository's id
   * @param platform the machines
   * @param slot the partition that it must fit into
   * @param kernelArguments what GRUB passes to the kernel
   * @param boards whose device trees it must hold
   */
  public record Target(
      String repo,
      Platform platform,
      DiskLayout.Partition slot,
      KernelArguments kernelArguments,
      List<Board> boards) {}

  public OsRelease(CommandRunner commands, ArtifactDirectory artifacts, Target target) {
    this.commands = commands;
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
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      List<ReleaseFile> files = boardFiles().among(found, scratch.path());
      SlotSpace.require(files, target.slot());
      return write(description(version, kernelVersion), files, writer, temporary);
    }
  }

  private WrittenRelease write(
      ReleaseDescription description, List<ReleaseFile> files, ReleaseWriter writer, Path temporary)
      throws IOException {
    try (GrubFiles grub = GrubFiles.write(temporary, target, files)) {
      return writer.write(description, grub.among(files));
    }
  }

  private BoardFiles boardFiles() {
    Overlays overlays = new Overlays(commands, artifacts.overlays());
    return new BoardFiles(
        artifacts.deviceTrees(), overlays, new Bcm2711(commands), target.boards());
  }

  private ReleaseDescription description(ReleaseVersion version, String kernelVersion) {
    return new ReleaseDescription(
        ReleaseType.OS,
        target.repo(),
        target.platform(),
        version,
        kernelVersion,
        target.kernelArguments());
  }
}
