package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.psyopsos.builder.devicetree.DeviceTreeFile;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.devicetree.Overlays;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.squashfs.Superblock;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.BoardName;

/**
 * The input of an OS release: {@code kernel}, {@code kernel.version}, {@code initramfs}, {@code
 * squashfs}, and where there are any {@code modloop}, {@code dtbs/**}, {@code overlays/**}, {@code
 * System.map}, {@code config}, {@code *.version}.
 */
public final class ArtifactDirectory {

  private static final int MODE = 0644;
  private static final String KERNEL = "kernel";
  private static final String KERNEL_VERSION = "kernel.version";
  private static final String SYSTEM_MAP = "System.map";
  private static final String CONFIG = "config";
  private static final String OVERLAYS = "overlays";

  private final Path directory;

  public ArtifactDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * The files, in the order of the release.
   *
   * @throws BadInput where one is missing, empty, or not what its name says
   */
  public List<ReleaseFile> files(Platform platform) throws IOException {
    requireDirectory();
    List<ReleaseFile> files = new ArrayList<>();
    files.add(required(KERNEL, ArtifactRole.KERNEL));
    files.add(required("initramfs", ArtifactRole.INITRAMFS));
    files.add(required("squashfs", ArtifactRole.SQUASHFS));
    addOptional(files, "modloop", ArtifactRole.MODLOOP);
    for (Path dtb : filesBelow(directory.resolve(BoardName.DEVICE_TREES))) {
      files.add(file(slashed(directory.relativize(dtb)), ArtifactRole.DTB));
    }
    addOptional(files, SYSTEM_MAP, ArtifactRole.SYSTEM_MAP);
    addOptional(files, CONFIG, ArtifactRole.CONFIG);
    for (Path note : versionNotes()) {
      files.add(file(String.valueOf(note.getFileName()), ArtifactRole.VERSION_NOTE));
    }
    for (ReleaseFile file : files) {
      requireSound(file, platform);
    }
    return List.copyOf(files);
  }

  /**
   * {@code uname -r} of the kernel, from {@code kernel.version}.
   *
   * @throws BadInput where the kernel itself says otherwise
   */
  public String kernelVersion() throws IOException {
    Path file = required(KERNEL_VERSION, ArtifactRole.VERSION_NOTE).source();
    String version = Files.readString(file).strip();
    if (!Manifest.isKernelVersion(version)) {
      throw new BadInput(
          Problem.of("not a kernel's release string")
              .at(file)
              .expected("such as 6.1.0-56-amd64")
              .found("'" + version.lines().findFirst().orElse("") + "'"));
    }
    KernelImage.read(directory.resolve(KERNEL))
        .release()
        .filter(release -> !release.equals(version))
        .ifPresent(
            release -> {
              throw new BadInput(
                  Problem.of("kernel and kernel.version are of different builds")
                      .at(file)
                      .expected(release + ", as the kernel says")
                      .found(version));
            });
    return version;
  }

  /** The device trees that the kernel comes with. */
  public DeviceTrees deviceTrees() {
    return new DeviceTrees(directory.resolve(BoardName.DEVICE_TREES));
  }

  /** Where overlays are, if there are any. */
  Path overlays() {
    return directory.resolve(OVERLAYS);
  }

  /** Names of what lies in the directory and does not go into a release. */
  public List<String> ignored(Manifest manifest) throws IOException {
    return filesBelow(directory).stream()
        .map(file -> slashed(directory.relativize(file)))
        .filter(name -> manifest.file(name).isEmpty())
        .filter(name -> manifest.platform() != Platform.AARCH64_RPI || !isOverlay(name))
        .toList();
  }

  /** It went into device trees. */
  private static boolean isOverlay(String name) {
    return name.startsWith(OVERLAYS + "/") && name.endsWith(Overlays.SUFFIX);
  }

  private void requireDirectory() {
    if (!Files.isDirectory(directory)) {
      throw new BadInput(
          Problem.of("no artifact directory")
              .at(directory)
              .hint("set artifacts.directory in tk.toml, or give --artifacts DIR"));
    }
  }

  private ReleaseFile required(String name, ArtifactRole role) {
    if (!Files.isRegularFile(directory.resolve(name))) {
      throw new BadInput(
          Problem.of("an artifact is missing")
              .at(directory.resolve(name))
              .hint("a release needs kernel, kernel.version, initramfs and squashfs"));
    }
    return file(name, role);
  }

  private void addOptional(List<ReleaseFile> files, String name, ArtifactRole role) {
    if (Files.exists(directory.resolve(name))) {
      files.add(file(name, role));
    }
  }

  private ReleaseFile file(String name, ArtifactRole role) {
    return new ReleaseFile(name, role, MODE, directory.resolve(name));
  }

  private List<Path> versionNotes() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> String.valueOf(path.getFileName()).endsWith(".version"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String slashed(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  private static void requireSound(ReleaseFile file, Platform platform) throws IOException {
    Path source = file.source();
    if (!Files.isRegularFile(source)) {
      throw new BadInput(Problem.of("an artifact is not a regular file").at(source));
    }
    if (Files.size(source) == 0) {
      throw new BadInput(
          Problem.of("an artifact is empty")
              .at(source)
              .hint("did the step that makes it end well?"));
    }
    switch (file.role()) {
      case KERNEL -> KernelImage.read(source).requireFor(platform);
      case INITRAMFS -> InitramfsFormat.require(source);
      case SQUASHFS, MODLOOP -> Superblock.read(source);
      case DTB -> requireDeviceTree(source);
      default -> {}
    }
  }

  /** Some kernels come with notes beside their device trees. */
  private static void requireDeviceTree(Path file) throws IOException {
    if (file.toString().endsWith(".dtb") || file.toString().endsWith(Overlays.SUFFIX)) {
      DeviceTreeFile.require(file);
    }
  }
}
