package org.psyopsos.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.psyopsos.builder.cli.Artifacts;
import org.psyopsos.builder.disk.GptPartition;
import org.psyopsos.builder.disk.PartitionTableReader;
import org.psyopsos.crash.Extent;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.scenario.Programs;

/**
 * A small card with the first release in both slots, as `tk` makes it, and a deaddrop that offers
 * the second one. Made once in each run; scenarios work on copies.
 */
final class Card {

  static final ReleaseVersion FIRST = new ReleaseVersion("20260101-000001");
  static final ReleaseVersion SECOND = new ReleaseVersion("20260101-000002");

  static final String EFI = "PSYOPSOSEFI";

  /** Of a release's initramfs: more than a request or a transaction of the file system's takes. */
  private static final int INITRAMFS = 3 << 20;

  private static final String CPIO = "070701" + "0".repeat(104);

  private static final String SETTINGS =
      """
      repo = "storage"
      platform = "x86_64-uefi"
      [kernel]
      arguments = "quiet"
      [layout.efi]
      size_mib = 40
      [layout.secret]
      size_mib = 16
      [layout.slot]
      size_mib = 32
      """;

  private final Path directory;
  private final Abilities abilities;
  private final Path image;
  private final Map<String, Extent> partitions = new HashMap<>();

  private Card(Path directory, Abilities abilities) throws IOException {
    this.directory = directory;
    this.abilities = abilities;
    Files.writeString(directory.resolve("tk.toml"), SETTINGS);
    Programs.tk(directory, "keygen", "--no-password");
    release(FIRST);
    Programs.tk(directory, "mkimage", "disk", "--release", FIRST.value(), "--esp", FIRST.value());
    release(SECOND);
    Programs.tk(directory, "deploy", "--release", SECOND.value(), "--esp", SECOND.value());
    this.image = directory.resolve("out/psyopsOS.x86_64." + FIRST + ".img");
    readPartitions();
    if (!abilities.vfat()) {
      replaceEfiFileSystem();
    }
  }

  /** The one card of this run. */
  static Card get() {
    Abilities abilities = Abilities.require();
    return Holder.made(abilities);
  }

  Abilities abilities() {
    return abilities;
  }

  /** A directory of its own for a scenario; empty. */
  Path emptyDirectory(String name) throws IOException {
    Path place = directory.resolve(name);
    Programs.run("rm", "-rf", place.toString());
    return Files.createDirectories(place);
  }

  /** A copy of the image; holes stay holes. */
  Path copyTo(Path file) {
    copy(image, file);
    return file;
  }

  static void copy(Path from, Path to) {
    Programs.run("cp", "--sparse=always", "--reflink=auto", from.toString(), to.toString());
  }

  /** A directory as it would be on a USB stick. */
  Path deaddrop() {
    return directory.resolve("deaddrop");
  }

  Path rootOfTrust() {
    return directory.resolve("keys/root.json");
  }

  Extent efi() {
    return partition(EFI);
  }

  Extent slot(Slot slot) {
    return partition("psyopsOS-" + slot);
  }

  /** All of it. */
  Extent whole() throws IOException {
    return new Extent(0, Files.size(image));
  }

  /** The bytes of a partition of a card. */
  static byte[] bytes(Path card, Extent partition) throws IOException {
    try (FileChannel channel = FileChannel.open(card, StandardOpenOption.READ)) {
      byte[] bytes = new byte[Math.toIntExact(partition.length())];
      channel.map(FileChannel.MapMode.READ_ONLY, partition.offset(), partition.length()).get(bytes);
      return bytes;
    }
  }

  private Extent partition(String label) {
    Extent found = partitions.get(label);
    if (found == null) {
      throw new IllegalArgumentException("no partition " + label);
    }
    return found;
  }

  private void release(ReleaseVersion version) throws IOException {
    Path artifacts = directory.resolve("artifacts-" + version);
    Artifacts.write(artifacts);
    try (OutputStream out = Files.newOutputStream(artifacts.resolve("initramfs"))) {
      byte[] noise = new byte[INITRAMFS];
      new Random(version.value().hashCode()).nextBytes(noise);
      out.write(CPIO.getBytes(StandardCharsets.US_ASCII));
      out.write(noise);
    }
    String of = version.value();
    Programs.tk(directory, "mkimage", "os", "--version", of, "--artifacts", artifacts.toString());
    Programs.tk(directory, "mkimage", "esp", "--version", of);
  }

  private void readPartitions() throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      for (GptPartition partition : PartitionTableReader.read(channel, image).partitions()) {
        long length = partition.range().length();
        partitions.put(partition.name(), new Extent(partition.range().start(), length));
      }
    }
  }

  /** The same files on an ext4, where the kernel knows no FAT. */
  private void replaceEfiFileSystem() throws IOException {
    Path files = emptyDirectory("efi");
    Programs.run("mcopy", "-s", "-n", "-i", image + "@@" + efi().offset(), "::*", files.toString());
    Programs.run(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-L",
        EFI,
        "-d",
        files.toString(),
        "-E",
        "offset=" + efi().offset(),
        image.toString(),
        efi().length() / 1024 + "k");
  }

  private static final class Holder {

    private static final Map<Abilities, Card> MADE = new HashMap<>();

    static synchronized Card made(Abilities abilities) {
      return MADE.computeIfAbsent(abilities, Holder::make);
    }

    private static Card make(Abilities abilities) {
      try {
        Path directory = Path.of("target/storage").toAbsolutePath();
        Programs.run("rm", "-rf", directory.toString());
        return new Card(Files.createDirectories(directory), abilities);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
