package org.psyopsos.builder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.release.SlotDocuments;

/** A whole image of signed releases, judged by the tools that own the formats. */
class DiskImageTest {

  @TempDir private Path directory;
  private final ProcessCommandRunner commands = new ProcessCommandRunner();
  private TestReleases releases;
  private Path secret;

  @BeforeEach
  void writeReleases() throws IOException {
    releases = new TestReleases(directory.resolve("os"), commands);
    secret = Files.createDirectories(directory.resolve("secret/etc"));
    Files.writeString(secret.resolve("key"), "hush");
    Files.setPosixFilePermissions(
        secret.resolve("key"), PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void everyToolFindsTheImageSound() throws IOException {
    Path image = make("out", new SecretContent.Directory(secret)).image();
    assertThat(image).hasFileName("psyopsOS.x86_64.20261121-101500.img");
    assertThat(run("/usr/sbin/sgdisk", "-v", image.toString())).contains("No problems found");
    run("/usr/sbin/sfdisk", "--verify", image.toString());
    DiskPlan plan = plan(image);
    run("/usr/sbin/fsck.vfat", "-n", alone(plan.efi()).toString());
    for (Volume ext4 : List.of(plan.secret(), plan.slot(Slot.A), plan.slot(Slot.B))) {
      run("/usr/sbin/e2fsck", "-fn", alone(ext4).toString());
    }
  }

  @Test
  void bothSlotsAreCompleteAndMatchTheirManifest() throws IOException {
    Path image = make("out", new SecretContent.Empty()).image();
    for (Slot slot : Slot.values()) {
      Path dump = Files.createDirectories(directory.resolve("slot-" + slot));
      run(
          "/usr/sbin/debugfs",
          "-R",
          "rdump / " + dump,
          image + "?offset=" + plan(image).slot(slot).range().start());
      Manifest manifest = new SlotDocuments(dump).manifest().orElseThrow();
      assertThat(manifest).isEqualTo(releases.os().manifest());
      new SlotDirectory(dump).requireContent(manifest);
    }
  }

  @Test
  void theEfiPartitionBootsSlotA() throws IOException {
    Path image = make("out", new SecretContent.Empty()).image();
    Path dump = Files.createDirectories(directory.resolve("efi"));
    String drive = image + "@@" + plan(image).efi().range().start();
    run("mcopy", "-s", "-i", drive, "::/EFI", "::/grub", dump.toString());
    assertThat(new BootControl(dump).read().orElseThrow().state())
        .isEqualTo(BootState.committed(Slot.A));
    assertThat(dump.resolve("EFI/BOOT/BOOTX64.EFI")).isNotEmptyFile();
    assertThat(dump.resolve("grub/manifest.json"))
        .hasBinaryContent(releases.esp().release().signed().bytes());
    run("grub-script-check", dump.resolve("grub/grub.cfg").toString());
    ConfigFiles files = new ConfigFiles(dump);
    assertThat(files.isIntact()).isTrue();
    assertThat(files.isSpareIntact()).isTrue();
  }

  @Test
  void aRaspberryPisRomFindsTheEfiPartitionWithItsFirmware() throws IOException {
    TestReleases pi = TestReleases.forRaspberryPi(directory.resolve("pi"));
    Path image =
        new DiskImage(commands, output("out"), Progress.quiet())
            .make(pi.content(new SecretContent.Empty()), TestReleases.smallLayout())
            .image();
    assertThat(run("/usr/sbin/sgdisk", "-v", image.toString())).contains("No problems found");
    assertThat(run("/usr/sbin/sfdisk", "--dump", image.toString()))
        .contains("label: gpt", "PSYOPSOSEFI", "psyops-secret", "psyopsOS-A", "psyopsOS-B");
    ByteBuffer first = ByteBuffer.wrap(Files.readAllBytes(image), 446, 16);
    assertThat(first.get(446 + 4)).isEqualTo((byte) 0x0c);
    int sector = first.order(ByteOrder.LITTLE_ENDIAN).getInt(446 + 8);
    assertThat(run("mdir", "-b", "-i", image + "@@" + sector * 512L, "::/"))
        .contains("bootcode.bin", "start4.elf", "config.txt", "u-boot-3-", "bcm2711-rpi-4-b.dtb");
  }

  @Test
  void bmaptoolWritesAnEqualImage() throws IOException {
    Made made = make("out", new SecretContent.Directory(secret));
    Path medium = directory.resolve("medium");
    run(
        "bmaptool",
        "copy",
        "--bmap",
        made.blockMap().toString(),
        made.image().toString(),
        medium.toString());
    assertThat(Sha256.of(medium)).isEqualTo(Sha256.of(made.image()));
  }

  @Test
  void anotherPlaceTimeZoneAndLocaleGiveTheSameBytes() throws IOException {
    Made one = make("one", new SecretContent.Directory(secret));
    Path copy = Files.createDirectories(directory.resolve("elsewhere/secret"));
    Files.copy(secret.resolve("key"), copy.resolve("key"));
    Files.setPosixFilePermissions(
        copy.resolve("key"), PosixFilePermissions.fromString("rw-------"));
    Map<String, String> other = Map.of("TZ", "Pacific/Kiritimati", "LC_ALL", "C", "LANG", "de_DE");
    Made two =
        new DiskImage(with(other), output("two"), Progress.quiet())
            .make(releases.content(new SecretContent.Directory(copy)), TestReleases.smallLayout());
    assertThat(Sha256.of(two.image())).isEqualTo(Sha256.of(one.image()));
    assertThat(Sha256.of(two.blockMap())).isEqualTo(Sha256.of(one.blockMap()));
  }

  @Test
  void aSecretImageGivesWhatItsDirectoryHolds() throws IOException {
    Made partition =
        new SecretImage(commands, output("secrets"), Progress.quiet())
            .make(
                TestReleases.VERSION,
                TestReleases.smallLayout().secret(),
                new SecretContent.Directory(secret));
    run("/usr/sbin/e2fsck", "-fn", partition.image().toString());
    assertThat(Files.getPosixFilePermissions(partition.image()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Path image = make("out", new SecretContent.Image(partition.image())).image();
    assertThat(Sha256.of(alone(plan(image).secret()))).isEqualTo(Sha256.of(partition.image()));
  }

  @Test
  void aReleaseLargerThanItsSlotIsRefusedBeforeAnythingIsWritten() throws IOException {
    DiskLayout small = TestReleases.smallLayout();
    DiskLayout.Partition slot = new DiskLayout.Partition(small.b().label(), 16 * DiskLayout.MIB);
    DiskLayout tiny =
        new DiskLayout(
            small.efi(),
            small.secret(),
            new DiskLayout.Partition(small.a().label(), slot.size() - 4 * DiskLayout.MIB),
            new DiskLayout.Partition(small.b().label(), slot.size() - 4 * DiskLayout.MIB));
    assertThatThrownBy(
            () ->
                new DiskImage(commands, output("out"), Progress.quiet())
                    .make(releases.content(new SecretContent.Empty()), tiny))
        .isInstanceOf(BadInput.class);
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void afterAFailureNothingIsLeft() throws IOException {
    CommandRunner failing =
        command ->
            command.program().endsWith("dumpe2fs")
                ? new CommandResult(1, "", "no space")
                : commands.run(command);
    assertThatThrownBy(
            () ->
                new DiskImage(failing, output("out"), Progress.quiet())
                    .make(releases.content(new SecretContent.Empty()), TestReleases.smallLayout()))
        .hasMessageContaining("dumpe2fs");
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void whatAKilledRunLeftIsClearedAway() throws IOException {
    Path left = Files.createDirectories(output("out").resolve(".tk-scratch.tmp~/slot"));
    Files.writeString(left.resolve("stale"), "not part of the release");
    Files.writeString(
        directory.resolve("out/psyopsOS.x86_64.20261121-101500.img.tmp~"), "half an image");
    Made made = make("out", new SecretContent.Empty());
    assertThat(directory.resolve("out"))
        .isDirectoryNotContaining(file -> file.toString().endsWith("~"));
    assertThat(Sha256.of(made.image()))
        .isEqualTo(Sha256.of(make("clean", new SecretContent.Empty()).image()));
  }

  @Test
  void afterAFailureTheImageBeforeIsStillThere() throws IOException {
    Made made = make("out", new SecretContent.Empty());
    Sha256 before = Sha256.of(made.image());
    CommandRunner failing =
        command ->
            command.program().endsWith("mke2fs")
                ? new CommandResult(1, "", "mke2fs: No space left on device")
                : commands.run(command);
    assertThatThrownBy(
            () ->
                new DiskImage(failing, output("out"), Progress.quiet())
                    .make(
                        releases.content(new SecretContent.Directory(secret)),
                        TestReleases.smallLayout()))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("No space left on device");
    assertThat(Sha256.of(made.image())).isEqualTo(before);
    assertThat(made.blockMap()).isNotEmptyFile();
  }

  @Test
  void anAlteredTarballIsRefused() throws IOException {
    Path tarball = releases.os().tarball();
    try (FileChannel channel = FileChannel.open(tarball, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), Files.size(tarball) / 2);
    }
    assertThatThrownBy(() -> make("out", new SecretContent.Empty())).isInstanceOf(Untrusted.class);
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aForeignSecretImageIsRefused() throws IOException {
    Path other = Files.write(directory.resolve("other.img"), new byte[4096]);
    assertThatThrownBy(() -> make("out", new SecretContent.Image(other)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("size of the partition");
  }

  private Made make(String name, SecretContent content) throws IOException {
    return new DiskImage(commands, output(name), Progress.quiet())
        .make(releases.content(content), TestReleases.smallLayout());
  }

  private Path output(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  private CommandRunner with(Map<String, String> environment) {
    return command -> {
      Map<String, String> all = new java.util.HashMap<>(environment);
      all.putAll(command.environment());
      return commands.run(command.withEnvironment(all));
    };
  }

  private static DiskPlan plan(Path image) {
    return new DiskPlan(
        image, TestReleases.smallLayout(), TestReleases.PLATFORM, TestReleases.VERSION);
  }

  private Path alone(Volume volume) throws IOException {
    Path copy = directory.resolve("alone-" + volume.label());
    try (FileChannel from = FileChannel.open(volume.image(), StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      from.transferTo(volume.range().start(), volume.range().length(), to);
    }
    return copy;
  }

  private String run(String... arguments) {
    return commands.runOrFail(Command.of(arguments)).output();
  }
}
