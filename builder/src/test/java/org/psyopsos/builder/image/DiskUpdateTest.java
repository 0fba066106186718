package org.psyopsos.builder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.filesystem.Volume;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.vm.Accelerator;
import org.psyopsos.builder.vm.Drive;
import org.psyopsos.builder.vm.Pc;
import org.psyopsos.builder.vm.QemuCommand;
import org.psyopsos.builder.vm.UefiFirmware;
import org.psyopsos.failure.BadInput;
import org.psyopsos.grub.BootControl;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.PartitionLabel;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/** One partition of an image changes, and nothing else does. */
class DiskUpdateTest {

  private static final ReleaseVersion NEWER = new ReleaseVersion("20261122-080000");
  private static final DiskLayout LAYOUT = TestReleases.smallLayout();

  @TempDir private Path directory;
  private final ProcessCommandRunner commands = new ProcessCommandRunner();
  private TestReleases releases;
  private TestReleases newer;
  private Path image;

  @BeforeEach
  void makeImage() throws IOException {
    releases = new TestReleases(directory.resolve("os"), commands);
    newer = new TestReleases(directory.resolve("newer"), commands, NEWER);
    image = make("out", releases.content(new SecretContent.Empty())).image();
  }

  @Test
  void aSlotBecomesThatOfAFreshImageAndTheRestStays() throws IOException {
    Map<String, Sha256> before = parts(image, TestReleases.VERSION);
    Made made = update(new PartitionContent.OfSlot(Slot.B, newer.os()));
    assertOnlyChanged("psyopsOS-B", before);
    Path fresh = make("fresh", newer.content(new SecretContent.Empty())).image();
    assertThat(parts(image, NEWER).get("psyopsOS-B"))
        .isEqualTo(parts(fresh, NEWER).get("psyopsOS-B"));
    assertBlockMapIsOf(made);
    run("/usr/sbin/e2fsck", "-fn", alone(plan(image).slot(Slot.B)).toString());
    assertThat(run("/usr/sbin/sgdisk", "-v", image.toString())).contains("No problems found");
  }

  @Test
  void theEfiPartitionKeepsItsBootEnvironment() throws IOException {
    Path efi = dumpEfi("before");
    BootControl control = new BootControl(efi);
    control.tryNext(Slot.B, NEWER, 3);
    String drive = image + "@@" + plan(image).efi().range().start();
    for (String name : List.of("env.a", "env.b")) {
      run("mcopy", "-o", "-i", drive, efi.resolve("grub/" + name).toString(), "::/grub/" + name);
    }
    Map<String, Sha256> before = parts(image, TestReleases.VERSION);
    Made made = update(new PartitionContent.OfEfi(newer.esp()));
    assertOnlyChanged("PSYOPSOSEFI", before);
    Path after = dumpEfi("after");
    assertThat(new BootControl(after).read()).isEqualTo(control.read());
    assertThat(new BootControl(after).isCountSettled()).isTrue();
    assertThat(after.resolve("grub/manifest.json"))
        .hasBinaryContent(newer.esp().release().signed().bytes());
    assertThat(after.resolve("grub/grub.cfg")).content().contains("last_updated=" + NEWER);
    assertBlockMapIsOf(made);
    run("/usr/sbin/fsck.vfat", "-n", alone(plan(image).efi()).toString());
  }

  @Test
  void aDestroyedBootEnvironmentIsMadeAnew() throws IOException {
    String drive = image + "@@" + plan(image).efi().range().start();
    run("mdel", "-i", drive, "::/grub/env.a", "::/grub/env.b");
    update(new PartitionContent.OfEfi(newer.esp()));
    assertThat(new BootControl(dumpEfi("after")).read().orElseThrow().state().committed())
        .isEqualTo(Slot.A);
  }

  @Test
  void secretsMakeTheImagePrivateAndItStaysSo() throws IOException {
    Map<String, Sha256> before = parts(image, TestReleases.VERSION);
    Path secret = Files.createDirectories(directory.resolve("secret"));
    Files.writeString(secret.resolve("key"), "hush");
    update(new PartitionContent.OfSecret(new SecretContent.Directory(secret)));
    assertOnlyChanged("psyops-secret", before);
    update(new PartitionContent.OfSlot(Slot.A, newer.os()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(image)))
        .isEqualTo("rw-------");
    update(new PartitionContent.OfSecret(new SecretContent.Empty()));
    assertThat(parts(image, TestReleases.VERSION).get("psyops-secret"))
        .isEqualTo(before.get("psyops-secret"));
  }

  @Test
  void theSameUpdateGivesTheSameBytes() throws IOException {
    Path other = Files.createDirectories(directory.resolve("other")).resolve("disk.img");
    Files.copy(image, other);
    Made one = update(new PartitionContent.OfSlot(Slot.A, newer.os()));
    Made two = updater(commands).update(other, new PartitionContent.OfSlot(Slot.A, newer.os()));
    assertThat(Sha256.of(two.image())).isEqualTo(Sha256.of(one.image()));
    assertThat(Sha256.of(two.blockMap())).isEqualTo(Sha256.of(one.blockMap()));
  }

  @Test
  void anImageOfALargerCardKeepsItsSizeAndWhatFollows() throws IOException {
    long size = 256 * DiskLayout.MIB;
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), size - 1);
    }
    Map<String, Sha256> before = parts(image, TestReleases.VERSION);
    update(new PartitionContent.OfSlot(Slot.B, newer.os()));
    assertThat(image).hasSize(size);
    assertOnlyChanged("psyopsOS-B", before);
  }

  @Test
  void aPartitionThatWasNotUnmountedIsMappedWhole() throws IOException {
    Volume a = plan(image).slot(Slot.A);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) 0xc6}), a.range().start() + 1024 + 0x60);
      channel.write(ByteBuffer.wrap(new byte[] {1}), a.range().end() - 1);
    }
    assertBlockMapIsOf(update(new PartitionContent.OfSlot(Slot.B, newer.os())));
  }

  @Test
  void afterAFailureTheImageIsAsItWas() throws IOException {
    Sha256 before = Sha256.of(image);
    List<Path> files = list(image.resolveSibling(""));
    for (String program : List.of("mke2fs", "debugfs", "dumpe2fs")) {
      CommandRunner failing =
          command ->
              command.program().endsWith(program)
                  ? new CommandResult(1, "", "No space left on device")
                  : commands.run(command);
      assertThatThrownBy(
              () -> updater(failing).update(image, new PartitionContent.OfSlot(Slot.A, newer.os())))
          .hasMessageContaining("No space left");
      assertThat(Sha256.of(image)).isEqualTo(before);
      assertThat(list(image.resolveSibling(""))).isEqualTo(files);
    }
  }

  @Test
  void otherLabelsAreRefused() {
    DiskLayout other =
        new DiskLayout(
            LAYOUT.efi(),
            LAYOUT.secret(),
            new DiskLayout.Partition(new PartitionLabel("other-A"), LAYOUT.a().size()),
            LAYOUT.b());
    DiskUpdate update = new DiskUpdate(commands, other, Progress.quiet());
    assertThatThrownBy(() -> update.update(image, new PartitionContent.OfSlot(Slot.A, newer.os())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("other-A")
        .hasMessageContaining("psyopsOS-A");
  }

  @Test
  void onlyTheFileItselfIsReplaced() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.img"), image);
    assertThatThrownBy(
            () ->
                updater(commands)
                    .update(link, new PartitionContent.OfSecret(new SecretContent.Empty())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("only an image in a file");
  }

  @Test
  void aDamagedPartitionTableIsRefused() throws IOException {
    for (int at : List.of(512, 512 + 60, 1024 + 130)) {
      Path damaged = directory.resolve("damaged-" + at);
      Files.copy(image, damaged);
      try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {0x55}), at);
      }
      assertRefused(damaged);
    }
    assertRefused(Files.write(directory.resolve("empty"), new byte[0]));
    assertRefused(Files.write(directory.resolve("short"), new byte[600]));
  }

  @Test
  void anImageThatAMachineRunsFromIsRefused() throws IOException {
    Path pid = directory.resolve("pid");
    QemuCommand.Options stopped =
        QemuCommand.Options.defaults()
            .withSerial("none")
            .withExtra(List.of("-S", "-daemonize", "-pidfile", pid.toString()));
    commands.runOrFail(
        Command.of(
            new QemuCommand(
                    Drive.raw(image), new Pc(UefiFirmware.installed(), Accelerator.TCG), stopped)
                .arguments()));
    try {
      assertThatThrownBy(() -> update(new PartitionContent.OfSecret(new SecretContent.Empty())))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("in use");
    } finally {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private void assertRefused(Path file) {
    assertThatThrownBy(
            () -> updater(commands).update(file, new PartitionContent.OfSlot(Slot.A, newer.os())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("partition table")
        .hasMessageContaining(file.toString());
  }

  private void assertOnlyChanged(String part, Map<String, Sha256> before) throws IOException {
    Map<String, Sha256> after = parts(image, TestReleases.VERSION);
    assertThat(after.get(part)).isNotEqualTo(before.get(part));
    after.put(part, before.get(part));
    assertThat(after).isEqualTo(before);
  }

  private void assertBlockMapIsOf(Made made) throws IOException {
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

  /** The hash of each partition, and of what lies outside them. */
  private Map<String, Sha256> parts(Path of, ReleaseVersion version) throws IOException {
    DiskPlan plan = new DiskPlan(of, LAYOUT, TestReleases.PLATFORM, version);
    Map<String, Sha256> parts = new TreeMap<>();
    for (Volume volume : List.of(plan.efi(), plan.secret(), plan.slot(Slot.A), plan.slot(Slot.B))) {
      parts.put(volume.label(), Sha256.of(alone(volume)));
    }
    long end = plan.slot(Slot.B).range().end();
    parts.put("head", Sha256.of(part(of, new ByteRange(0, DiskLayout.ALIGNMENT))));
    parts.put("tail", Sha256.of(part(of, new ByteRange(end, Files.size(of)))));
    return parts;
  }

  private Path dumpEfi(String name) throws IOException {
    Path dump = Files.createDirectories(directory.resolve(name));
    String drive = image + "@@" + plan(image).efi().range().start();
    run("mcopy", "-s", "-i", drive, "::/EFI", "::/grub", dump.toString());
    return dump;
  }

  private Made make(String name, DiskImage.Content content) throws IOException {
    Path output = Files.createDirectories(directory.resolve(name));
    return new DiskImage(commands, output, Progress.quiet()).make(content, LAYOUT);
  }

  private Made update(PartitionContent content) throws IOException {
    return updater(commands).update(image, content);
  }

  private static DiskUpdate updater(CommandRunner commands) {
    return new DiskUpdate(commands, LAYOUT, Progress.quiet());
  }

  private static DiskPlan plan(Path image) {
    return new DiskPlan(image, LAYOUT, TestReleases.PLATFORM, TestReleases.VERSION);
  }

  private Path alone(Volume volume) throws IOException {
    return part(volume.image(), volume.range());
  }

  private Path part(Path of, ByteRange range) throws IOException {
    Path copy = directory.resolve("part");
    Files.deleteIfExists(copy);
    try (FileChannel from = FileChannel.open(of, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      from.transferTo(range.start(), range.length(), to);
    }
    return copy;
  }

  private static List<Path> list(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.sorted().toList();
    }
  }

  private String run(String... arguments) {
    return commands.runOrFail(Command.of(arguments)).output();
  }
}
