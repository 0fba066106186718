package org.psyopsos.builder.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.Sha256;

/** Judged by the tools that own the formats. */
class FileSystemsTest {

  private static final long MIB = 1 << 20;
  private static final Instant TIME = Instant.parse("2026-11-21T10:15:00Z");
  private static final ByteRange RANGE = ByteRange.ofLength(MIB, 40 * MIB);

  @TempDir private Path directory;
  private final ProcessCommandRunner commands = new ProcessCommandRunner();
  private Path tree;

  @BeforeEach
  void fillTree() throws IOException {
    tree = Files.createDirectories(directory.resolve("tree"));
    Files.createDirectories(tree.resolve("EFI/BOOT"));
    Files.write(tree.resolve("EFI/BOOT/BOOTX64.EFI"), new byte[100_000]);
    Files.writeString(tree.resolve("a file"), "content");
    Files.setPosixFilePermissions(
        tree.resolve("a file"), PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void fsckFindsNothingWrongWithFat() throws IOException {
    Volume volume = volume("one.img", "EFI");
    new Fat32(commands).make(volume, tree);
    commands.runOrFail("/usr/sbin/fsck.vfat", "-n", alone(volume).toString());
    assertThat(commands.runOrFail("mdir", "-/", "-b", "-i", drive(volume), "::").output())
        .contains("::/EFI/BOOT/BOOTX64.EFI")
        .contains("::/a file");
  }

  @Test
  void newNamesDoNotMakeADirectoryOfFatGrow() throws IOException {
    Volume volume = volume("one.img", "EFI");
    new Fat32(commands).make(volume, tree);
    Optional<List<ByteRange>> before = used(volume);
    Path empty = Files.createFile(directory.resolve("empty"));
    for (String folder : List.of("::/", "::/EFI/", "::/EFI/BOOT/")) {
      for (int i = 0; i < 10; i++) {
        String name = folder + "BOOTX64.EFI.tmp~" + i;
        commands.runOrFail("mcopy", "-i", drive(volume), empty.toString(), name);
      }
    }
    assertThat(used(volume)).isEqualTo(before);
  }

  @Test
  void fsckFindsNothingWrongWithExt4() throws IOException {
    Volume volume = volume("one.img", "psyopsOS-A");
    new Ext4(commands).make(volume, Optional.of(tree));
    commands.runOrFail("/usr/sbin/e2fsck", "-fn", alone(volume).toString());
    assertThat(stat(volume, "/a file"))
        .containsPattern("Mode:  0640")
        .containsPattern("User:     0   Group:     0")
        .contains("ctime: 0x6b016f24:00000000")
        .contains("atime: 0x6b016f24:00000000");
  }

  @Test
  void anEmptyExt4IsSoundToo() throws IOException {
    Volume volume = volume("one.img", "psyops-secret");
    new Ext4(commands).make(volume, Optional.empty());
    commands.runOrFail("/usr/sbin/e2fsck", "-fn", alone(volume).toString());
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException, InterruptedException {
    for (String name : List.of("one.img", "two.img")) {
      Volume ext4 = volume(name, "psyopsOS-A");
      new Ext4(commands).make(ext4, Optional.of(tree));
      Volume second = new Volume(ext4.image(), RANGE.shiftedBy(40 * MIB), "EFI", ext4.id(), TIME);
      new Fat32(commands).make(second, tree);
      Thread.sleep(1100); // another second on the clock that must not show
      Files.setLastModifiedTime(
          tree.resolve("a file"), java.nio.file.attribute.FileTime.fromMillis(1));
    }
    assertThat(Sha256.of(directory.resolve("one.img")))
        .isEqualTo(Sha256.of(directory.resolve("two.img")));
  }

  @Test
  void whatDoesNotFitIsToldAsSuch() throws IOException {
    Files.write(tree.resolve("large"), new byte[1]);
    try (FileChannel large = FileChannel.open(tree.resolve("large"), StandardOpenOption.WRITE)) {
      for (int i = 0; i < 41; i++) {
        byte[] block = new byte[(int) MIB];
        java.util.Arrays.fill(block, (byte) 1);
        large.write(java.nio.ByteBuffer.wrap(block));
      }
    }
    Volume volume = volume("one.img", "psyops-secret");
    assertThatThrownBy(() -> new Ext4(commands).make(volume, Optional.of(tree)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("larger than the partition");
  }

  @Test
  void whatIsNotUsedMayHoldAnything() throws IOException {
    Volume ext4 = volume("one.img", "psyopsOS-A");
    new Ext4(commands).make(ext4, Optional.of(tree));
    fillUnused(ext4, new Ext4(commands).used(ext4));
    commands.runOrFail("/usr/sbin/e2fsck", "-fn", alone(ext4).toString());
    Volume fat = volume("two.img", "EFI");
    new Fat32(commands).make(fat, tree);
    try (FileChannel image = FileChannel.open(fat.image())) {
      fillUnused(fat, Fat32.used(image, fat.range()).orElseThrow());
    }
    commands.runOrFail("/usr/sbin/fsck.vfat", "-n", alone(fat).toString());
    Path copy = directory.resolve("copy");
    commands.runOrFail("mcopy", "-i", drive(fat), "::/EFI/BOOT/BOOTX64.EFI", copy.toString());
    assertThat(copy).hasBinaryContent(new byte[100_000]);
  }

  @Test
  void aLinkToTheDirectoryIsAsGoodAsTheDirectory() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), tree);
    Volume direct = volume("one.img", "psyops-secret");
    new Ext4(commands).make(direct, Optional.of(tree));
    Volume linked = volume("two.img", "psyops-secret");
    new Ext4(commands).make(linked, Optional.of(link));
    assertThat(Sha256.of(linked.image())).isEqualTo(Sha256.of(direct.image()));
  }

  @Test
  void linksStayInsideTheDirectory() throws IOException {
    Path link = tree.resolve("EFI/link");
    for (String outside : List.of("../../x", "/etc/passwd", "../../tree2/x")) {
      Files.createSymbolicLink(link, Path.of(outside));
      Volume volume = volume("one.img", "psyops-secret");
      assertThatThrownBy(() -> new Ext4(commands).make(volume, Optional.of(tree)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(link.toString())
          .hasMessageContaining(outside);
      Files.delete(link);
    }
    Files.createSymbolicLink(link, Path.of("../a file"));
    Volume volume = volume("two.img", "psyops-secret");
    new Ext4(commands).make(volume, Optional.of(tree));
    assertThat(stat(volume, "/EFI/link")).contains("Fast link dest: \"../a file\"");
  }

  @Test
  void wrongSizesAndLabelsAreRefused() throws IOException {
    Volume small =
        new Volume(directory, ByteRange.ofLength(0, MIB), "EFI", Guid.derivedFrom("x"), TIME);
    assertThatThrownBy(() -> Fat32.require(small)).hasMessageContaining("too small for FAT32");
    assertThatThrownBy(() -> Ext4.require(small)).hasMessageContaining("too small");
    Volume label = volume("one.img", "more-than-sixteen-characters");
    assertThatThrownBy(() -> Ext4.require(label)).hasMessageContaining("label too long");
    assertThatThrownBy(() -> Fat32.require(label)).hasMessageContaining("label too long");
    Volume dot = volume("one.img", "A.B");
    assertThatThrownBy(() -> Fat32.require(dot)).hasMessageContaining("expected no dot");
  }

  private Volume volume(String name, String label) throws IOException {
    Path image = directory.resolve(name);
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), 82 * MIB - 1);
    }
    return new Volume(image, RANGE, label, Guid.derivedFrom("test", label), TIME);
  }

  private String stat(Volume volume, String path) {
    return commands
        .runOrFail("/usr/sbin/debugfs", "-R", "stat \"" + path + "\"", alone(volume).toString())
        .output();
  }

  private static String drive(Volume volume) {
    return volume.image() + "@@" + volume.range().start();
  }

  /** The file system by itself in a file. */
  private Path alone(Volume volume) {
    Path copy = directory.resolve("alone");
    try (FileChannel from = FileChannel.open(volume.image(), StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      from.transferTo(volume.range().start(), volume.range().length(), to);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return copy;
  }

  private static void fillUnused(Volume volume, List<ByteRange> used) throws IOException {
    try (FileChannel image = FileChannel.open(volume.image(), StandardOpenOption.WRITE)) {
      long done = volume.range().start();
      for (ByteRange range : used) {
        fill(image, new ByteRange(done, range.start()));
        done = range.end();
      }
      fill(image, new ByteRange(done, volume.range().end()));
    }
  }

  private static void fill(FileChannel image, ByteRange range) throws IOException {
    byte[] garbage = new byte[(int) range.length()];
    java.util.Arrays.fill(garbage, (byte) 0xa5);
    image.write(java.nio.ByteBuffer.wrap(garbage), range.start());
  }

  private static Optional<List<ByteRange>> used(Volume volume) throws IOException {
    try (FileChannel image = FileChannel.open(volume.image(), StandardOpenOption.READ)) {
      return Fat32.used(image, RANGE);
    }
  }
}
