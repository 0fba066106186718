package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.release.ReleaseDescription;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.release.WrittenRelease;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.builder.tools.GrubProgram;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
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

/** Makes releases of the EFI partition: GRUB, its configuration, memtest86+ where it is wanted. */
public final class EspRelease {

  private static final Duration MENU_TIMEOUT = Duration.ofSeconds(3);
  private static final int MODE = 0644;
  private static final byte[] PORTABLE_EXECUTABLE = "MZ".getBytes(StandardCharsets.US_ASCII);

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
   */
  public record Target(String repo, MachineSettings machine, DiskLayout layout, Path grub) {

    Platform platform() {
      return machine.platform();
    }

    Optional<Path> memtest() {
      return machine instanceof MachineSettings.Pc pc ? pc.memtest() : Optional.empty();
    }
  }

  /**
   * Makes the files and writes them as a signed release.
   *
   * @throws BadInput where memtest is missing or no EFI program, or GRUB is not installed
   */
  public WrittenRelease write(ReleaseVersion version, ReleaseWriter writer) throws IOException {
    if (target.memtest().isPresent()) {
      requireEfiProgram(target.memtest().get());
    }
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

  private List<ReleaseFile> files(ReleaseVersion version, Path scratch) throws IOException {
    Path program = scratch.resolve("loader.efi");
    new GrubProgram(commands, target.platform(), target.grub())
        .write(GrubModules.of(target.platform()), program, scratch);
    Path configuration =
        Files.writeString(scratch.resolve("grub.cfg"), configuration(version).render());
    Path sums =
        Files.write(scratch.resolve("grub.sha256"), ConfigFiles.sums(Sha256.of(configuration)));
    List<ReleaseFile> files = new ArrayList<>();
    files.add(file(target.platform().efiLoader(), program));
    files.add(file(ConfigFiles.CONFIG, configuration));
    files.add(file(ConfigFiles.SUMS, sums));
    files.add(file(ConfigFiles.SPARE_CONFIG, configuration));
    files.add(file(ConfigFiles.SPARE_SUMS, sums));
    target.memtest().ifPresent(memtest -> files.add(file("memtest/memtest.efi", memtest)));
    return files;
  }

  private GrubConfig configuration(ReleaseVersion version) {
    return new GrubConfig(
        target.platform(),
        target.layout(),
        Slot.A,
        MENU_TIMEOUT,
        target.memtest().isPresent(),
        version);
  }

  private static ReleaseFile file(String path, Path source) {
    return new ReleaseFile(path, ArtifactRole.EFI, MODE, source);
  }

  private static void requireEfiProgram(Path memtest) throws IOException {
    if (!Files.isRegularFile(memtest)) {
      throw new BadInput(
          Problem.of("no memtest86+")
              .at(memtest)
              .hint("apt-get install memtest86+, or take artifacts.memtest out of tk.toml"));
    }
    byte[] head = new byte[PORTABLE_EXECUTABLE.length];
    try (java.io.InputStream in = Files.newInputStream(memtest)) {
      int length = in.readNBytes(head, 0, head.length);
      if (length < head.length || !Arrays.equals(head, PORTABLE_EXECUTABLE)) {
        throw new BadInput(
            Problem.of("memtest is not an EFI program")
                .at(memtest)
                .expected("a file that begins with MZ")
                .hint("Debian's is /boot/memtest86+x64.efi"));
      }
    }
  }
}
