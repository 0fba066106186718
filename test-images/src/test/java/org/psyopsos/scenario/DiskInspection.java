package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.psyopsos.crash.Extent;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.UBootName;

/** A node's disk, looked at from outside with the tools that own its file systems. */
record DiskInspection(Path disk, Path scratch) {

  private static final int SECTOR = 512;

  private static final List<String> ENVIRONMENT = List.of("grub/env.a", "grub/env.b");

  private static final String COUNT = "grub/boots";

  /** Where FAT32's boot sector says whether it is mounted; one bit of it is Linux's mark. */
  private static final int FAT32_STATE = 65;

  private static final int MOUNTED = 1;

  /** Checks the partition table and all file systems; then the disk may be asked. */
  static DiskInspection of(Path disk, Path scratch) throws IOException {
    DiskInspection inspection = new DiskInspection(disk, scratch);
    return inspection.checked(inspection.extracted("PSYOPSOSEFI"));
  }

  /**
   * The same of a disk that may have lost power while its EFI partition was mounted. The mark that
   * Linux makes of that stays (ADR 72), and is all that may be found.
   */
  static DiskInspection ofOneThatLostPower(Path disk, Path scratch) throws IOException {
    DiskInspection inspection = new DiskInspection(disk, scratch);
    Path efi = inspection.extracted("PSYOPSOSEFI");
    byte[] bytes = Files.readAllBytes(efi);
    bytes[FAT32_STATE] &= ~MOUNTED;
    return inspection.checked(Files.write(efi, bytes));
  }

  private DiskInspection checked(Path efi) {
    assertThat(Programs.run("sgdisk", "-v", disk.toString())).contains("No problems found");
    Programs.run("fsck.vfat", "-n", efi.toString());
    for (String label : new String[] {"psyops-secret", label(Slot.A), label(Slot.B)}) {
      Programs.run("e2fsck", "-fn", disk + "?offset=" + partition(disk, label).offset());
    }
    return this;
  }

  /** All bytes of a partition. */
  static byte[] bytes(Path disk, Extent partition) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(partition.length()));
    try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        channel.read(bytes, partition.offset() + bytes.position());
      }
    }
    return bytes.array();
  }

  /** Replaces all bytes of a partition. */
  static void write(Path disk, String label, byte[] content) throws IOException {
    long offset = partition(disk, label).offset();
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes, offset + bytes.position());
      }
    }
  }

  /** The boot state, as the agent would read it. */
  BootState bootState() throws IOException {
    return bootControl(disk, scratch.resolve("efi")).read().orElseThrow().state();
  }

  /** Puts what a slot holds on trial, as the agent would. */
  static void tryNext(Path disk, Slot slot, TestRelease release, int attempts) throws IOException {
    Path efi = disk.resolveSibling("efi");
    bootControl(disk, efi).tryNext(slot, release.version(), attempts);
    for (String copy : ENVIRONMENT) {
      Programs.run("mcopy", "-o", "-i", efi(disk), efi.resolve(copy).toString(), "::" + copy);
    }
  }

  /**
   * Makes GRUB believe that it has booted the committed slot so often, and that it never came up.
   */
  static void bootedInVain(Path disk, Slot committed, int times) {
    Path count = disk.resolveSibling("boots");
    Programs.run("mcopy", "-n", "-o", "-i", efi(disk), "::" + COUNT, count.toString());
    Programs.run(
        "grub-editenv", count.toString(), "set", "boots=" + times, "boots_of=" + committed.id());
    Programs.run("mcopy", "-o", "-i", efi(disk), count.toString(), "::" + COUNT);
  }

  /** The first block of a slot's squashfs becomes another one: GRUB does not look at it. */
  static void rot(Path disk, Slot slot) {
    String image = disk + "?offset=" + partition(disk, label(slot)).offset();
    Programs.run("debugfs", "-w", "-R", "zap_block -f /squashfs -p 0 0", image);
  }

  /** Works on copies of the environment in {@code efi}. */
  private static BootControl bootControl(Path disk, Path efi) throws IOException {
    Files.createDirectories(efi.resolve(BootControl.DIRECTORY));
    for (String copy : ENVIRONMENT) {
      Programs.run("mcopy", "-n", "-o", "-i", efi(disk), "::" + copy, efi.resolve(copy).toString());
    }
    return new BootControl(efi);
  }

  /** The EFI partition, as mtools call it. */
  private static String efi(Path disk) {
    return disk + "@@" + partition(disk, "PSYOPSOSEFI").offset();
  }

  /** The version of the slot's release, after every file in it was compared with the manifest. */
  ReleaseVersion intactRelease(Slot slot) throws IOException {
    Path content = scratch.resolve("slot-" + slot.id());
    Programs.run("rm", "-rf", content.toString());
    Files.createDirectories(content);
    String image = disk + "?offset=" + partition(disk, label(slot)).offset();
    Programs.run("debugfs", "-R", "rdump / " + content, image);
    Path file = content.resolve(Manifest.FILE_NAME);
    Manifest manifest = ManifestCodec.read(Files.readAllBytes(file), file.toString());
    for (Artifact artifact : manifest.files()) {
      assertThat(Sha256.of(content.resolve(artifact.path())))
          .as(artifact.path())
          .isEqualTo(artifact.sha256());
    }
    return manifest.version();
  }

  /** The device trees in the slot that {@link #intactRelease} looked at, below {@code dtbs/}. */
  List<String> deviceTrees(Slot slot) throws IOException {
    Path trees = scratch.resolve("slot-" + slot.id()).resolve("dtbs");
    try (Stream<Path> files = Files.walk(trees).filter(Files::isRegularFile)) {
      return files.map(file -> trees.relativize(file).toString()).toList();
    }
  }

  /** What U-Boots the EFI partition holds. */
  List<String> uBoots() {
    return Programs.run("mdir", "-b", "-i", efi(disk), "::")
        .lines()
        .map(line -> line.replaceFirst("^::/", ""))
        .filter(UBootName::is)
        .toList();
  }

  /** Finds a partition by its name in the table. */
  static Extent partition(Path disk, String label) {
    String table = Programs.run("sfdisk", "--dump", disk.toString());
    Matcher line =
        Pattern.compile("start= *(\\d+), size= *(\\d+),.*name=\"" + Pattern.quote(label) + "\"")
            .matcher(table);
    assertThat(line.find()).as("partition %s in %s", label, table).isTrue();
    return new Extent(
        Long.parseLong(line.group(1)) * SECTOR, Long.parseLong(line.group(2)) * SECTOR);
  }

  private Path extracted(String label) {
    Extent partition = partition(disk, label);
    Path file = scratch.resolve(label + ".img");
    Programs.run(
        "dd",
        "if=" + disk,
        "of=" + file,
        "bs=1M",
        "iflag=skip_bytes,count_bytes",
        "conv=sparse",
        "status=none",
        "skip=" + partition.offset(),
        "count=" + partition.length());
    return file;
  }

  private static String label(Slot slot) {
    return "psyopsOS-" + slot;
  }
}
