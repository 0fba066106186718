package org.psyopsos.builder.artifact;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.grub.BootFiles;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.Sha256;

/**
 * The files of a release that are made for GRUB: the kernel arguments, and the hashes of what it
 * loads. They exist as files only while the release is written.
 */
final class GrubFiles implements AutoCloseable {

  private static final int AFTER_SQUASHFS = 3;

  private final Path environment;
  private final Path sums;

  private GrubFiles(Path temporary) {
    this.environment = DurableFiles.temporaryFor(temporary.resolve("." + BootFiles.ENVIRONMENT));
    this.sums = DurableFiles.temporaryFor(temporary.resolve("." + BootFiles.SUMS));
  }

  /**
   * Writes them below {@code temporary}, over what a killed run left there; the caller keeps other
   * runs out of it.
   */
  static GrubFiles write(Path temporary, OsRelease.Target target, List<ReleaseFile> found)
      throws IOException {
    GrubFiles files = new GrubFiles(temporary);
    try {
      files.fill(target, found);
      return files;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** These files among those of the artifact directory, in the order of the release. */
  List<ReleaseFile> among(List<ReleaseFile> found) {
    List<ReleaseFile> files = new ArrayList<>(found);
    files.addAll(
        AFTER_SQUASHFS,
        List.of(
            new ReleaseFile(BootFiles.ENVIRONMENT, ArtifactRole.BOOT_ARGUMENTS, 0644, environment),
            new ReleaseFile(BootFiles.SUMS, ArtifactRole.BOOT_SUMS, 0644, sums)));
    return files;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(environment);
    Files.deleteIfExists(sums);
  }

  private void fill(OsRelease.Target target, List<ReleaseFile> found) throws IOException {
    Files.write(environment, BootFiles.environment(target.kernelArguments()));
    SortedMap<String, Sha256> hashes = new TreeMap<>();
    hashes.put(BootFiles.ENVIRONMENT, Sha256.of(environment));
    Set<String> trees =
        target.boards().stream().map(BoardFiles::paths).flatMap(List::stream).collect(toSet());
    for (ReleaseFile file : found) {
      if (isKernelOrInitramfs(file) || trees.contains(file.path())) {
        hashes.put(file.path(), Sha256.of(file.source()));
      }
    }
    Files.write(sums, BootFiles.sums(hashes));
  }

  private static boolean isKernelOrInitramfs(ReleaseFile file) {
    return file.role() == ArtifactRole.KERNEL || file.role() == ArtifactRole.INITRAMFS;
  }
}
