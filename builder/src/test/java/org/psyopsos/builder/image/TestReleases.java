package org.psyopsos.builder.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.psyopsos.builder.devicetree.Bcm2711;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.builder.devicetree.DeviceTrees;
import org.psyopsos.builder.esp.EspRelease;
import org.psyopsos.builder.esp.RaspberryPiSources;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.release.ReleaseDescription;
import org.psyopsos.builder.release.ReleaseFile;
import org.psyopsos.builder.release.ReleaseFolder;
import org.psyopsos.builder.release.ReleaseWriter;
import org.psyopsos.builder.settings.MachineSettings;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.DiskLayout.Partition;
import org.psyopsos.layout.PartitionLabel;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;

/** A directory with a small signed OS release and the real EFI release. */
final class TestReleases {

  static final ReleaseVersion VERSION = new ReleaseVersion("20261121-101500");
  static final Platform PLATFORM = Platform.X86_64_UEFI;
  private static final String REPO = "test-repo";

  private final Path directory;
  private final MinisignSecretKey key;
  private final ReleaseVersion version;
  private final Platform platform;

  /** Writes both releases into {@code directory}; the key is the same each time. */
  TestReleases(Path directory, CommandRunner commands) throws IOException {
    this(directory, commands, VERSION);
  }

  /** The same of another version. */
  TestReleases(Path directory, CommandRunner commands, ReleaseVersion version) throws IOException {
    this(directory, commands, version, pc());
  }

  private TestReleases(
      Path directory, CommandRunner commands, ReleaseVersion version, EspRelease.Target target)
      throws IOException {
    this.version = version;
    this.directory = directory;
    this.platform = target.machine().platform();
    this.key = MinisignSecretKey.generate(new SameEveryTime());
    ReleaseWriter writer = new ReleaseWriter(directory, key, Progress.quiet());
    Path sources = Files.createDirectories(directory.resolve("sources"));
    writer.write(
        new ReleaseDescription(
            ReleaseType.OS, REPO, platform, version, "6.1.0-test", new KernelArguments("quiet")),
        files(sources, target.machine()));
    new EspRelease(commands, target).write(version, writer);
  }

  private static List<ReleaseFile> files(Path sources, MachineSettings machine) throws IOException {
    List<ReleaseFile> files = new ArrayList<>();
    files.add(file(sources, "kernel", ArtifactRole.KERNEL, 900_000));
    files.add(file(sources, "initramfs", ArtifactRole.INITRAMFS, 500_000));
    files.add(file(sources, "dtbs/vendor/board.dtb", ArtifactRole.DTB, 700));
    for (Board board : machine.boards()) {
      for (String name : Bcm2711.names(board)) {
        files.add(file(sources, "dtbs/" + name, ArtifactRole.DTB, 700));
      }
    }
    return files;
  }

  /** Releases for a Raspberry Pi, with stand-ins for what is not the builder's. */
  static TestReleases forRaspberryPi(Path directory) throws IOException {
    RaspberryPiSources sources = RaspberryPiSources.in(directory.resolve("raspberry-pi"));
    return new TestReleases(
        directory,
        RaspberryPiSources::run,
        VERSION,
        new EspRelease.Target(
            REPO, sources.settings(), smallLayout(), sources.grub(), sources.trees()));
  }

  private static EspRelease.Target pc() {
    return new EspRelease.Target(
        REPO,
        new MachineSettings.Pc(Optional.empty()),
        smallLayout(),
        Path.of("/usr/lib/grub"),
        new DeviceTrees(Path.of("none")));
  }

  /** The smallest partitions that work. */
  static DiskLayout smallLayout() {
    return new DiskLayout(
        partition("PSYOPSOSEFI", 40),
        partition("psyops-secret", 16),
        partition("psyopsOS-A", 32),
        partition("psyopsOS-B", 32));
  }

  LocalRelease os() throws IOException {
    return releases().take(ReleaseType.OS, Optional.of(version));
  }

  LocalRelease esp() throws IOException {
    return releases().take(ReleaseType.ESP, Optional.empty());
  }

  ReleaseFolder releases() {
    RoleKeys one = new RoleKeys(List.of(key.publicKey()), 1);
    return new ReleaseFolder(
        directory,
        new TrustRoot(REPO, 1, Map.of(Role.ROOT, one, Role.RELEASE, one, Role.CHANNEL, one)),
        platform);
  }

  DiskImage.Content content(SecretContent secret) throws IOException {
    return new DiskImage.Content(os(), esp(), secret);
  }

  private static Partition partition(String label, long mib) {
    return new Partition(new PartitionLabel(label), mib * DiskLayout.MIB);
  }

  private static ReleaseFile file(Path directory, String name, ArtifactRole role, int size)
      throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Path source = directory.resolve(name.replace('/', '_'));
    return new ReleaseFile(name, role, 0644, Files.write(source, bytes));
  }

  private static final class SameEveryTime extends java.security.SecureRandom {

    @Override
    public void nextBytes(byte[] bytes) {
      new Random(1).nextBytes(bytes);
    }
  }
}
