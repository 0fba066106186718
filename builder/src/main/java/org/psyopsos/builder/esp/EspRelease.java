package org.psyopsos.builder.esp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.release.ReleaseDescription;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.builder.tools.GrubProgram;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.failure.BadInput;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.grub.GrubConfig;
import org.psyopsos.grub.GrubModules;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/**
 * Makes releases of the EFI partition: GRUB, its configuration, and what a machine needs beside.
 */
public final class EspRelease {

  private static final Duration MENU_TIMEOUT = Duration.ofSeconds(3);
  private static final int MODE = 0644;

  private final CommandRunner commands;
  private final Target target;

  public EspRelease(CommandRunner commands, Target target) {
    this.commands = commands;
    this.target = target;
  }

  /**
   * What the release is for.
   *
   * @param repo the repository that it belongs to
   * @param machine the machines
   * @param layout whose labels GRUB passes on
   * @param grub the directory that holds GRUB's modules, in one of its own for each target
   * @param trees where boards' device trees are
   */
  public record Target(
      String repo, MachineSettings machine, DiskLayout layout, Path grub, DeviceTrees trees) {

    Platform platform() {
      return machine.platform();
    }
  }

  /**
   * Makes the files and writes them as a signed release.
   *
   * @throws BadInput where GRUB's modules or what the machine needs is missing
   */
  public WrittenRelease write(ReleaseVersion version, ReleaseWriter writer) throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      return writer.write(
          new ReleaseDescription(
              ReleaseType.ESP,
              target.repo(),
              target.platform(),
              version,
              ReleaseDescription.NO_KERNEL,
              new KernelArguments("")),
          files(version, scratch.path()));
    }
  }

  /** A file of such a release. */
  static ReleaseFile file(String path, Path source) {
    return new ReleaseFile(path, ArtifactRole.EFI, MODE, source);
  }

  private List<ReleaseFile> files(ReleaseVersion version, Path scratch) throws IOException {
    List<ReleaseFile> machine = machine(version, scratch);
    List<ReleaseFile> files = new ArrayList<>(grub(version, scratch));
    files.addAll(machine);
    return files;
  }

  private List<ReleaseFile> machine(ReleaseVersion version, Path scratch) throws IOException {
    if (target.machine() instanceof MachineSettings.RaspberryPi pi) {
      return new RaspberryPiFiles(commands, pi, target.trees()).write(version, scratch);
    }
    return PcFiles.of(memtest());
  }

  private List<ReleaseFile> grub(ReleaseVersion version, Path scratch) throws IOException {
    Path program = scratch.resolve("loader.efi");
    new GrubProgram(commands, target.platform(), target.grub())
        .write(GrubModules.of(target.platform()), program, scratch);
    Path configuration =
        Files.writeString(scratch.resolve("grub.cfg"), configuration(version).render());
    Path sums =
        Files.write(scratch.resolve("grub.sha256"), ConfigFiles.sums(Sha256.of(configuration)));
    return List.of(
        file(target.platform().efiLoader(), program),
        file(ConfigFiles.CONFIG, configuration),
        file(ConfigFiles.SUMS, sums),
        file(ConfigFiles.SPARE_CONFIG, configuration),
        file(ConfigFiles.SPARE_SUMS, sums));
  }

  private GrubConfig configuration(ReleaseVersion version) {
    return new GrubConfig(
        target.platform(), target.layout(), Slot.A, MENU_TIMEOUT, memtest().isPresent(), version);
  }

  private Optional<Path> memtest() {
    return target.machine() instanceof MachineSettings.Pc pc ? pc.memtest() : Optional.empty();
  }
}
