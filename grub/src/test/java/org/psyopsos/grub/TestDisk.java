package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * A disk image with a GPT and an EFI partition of 64 MiB, one sector per cluster. Its size is a
 * power of two, as QEMU wants it of a card.
 */
final class TestDisk {

  private static final String EFI_TYPE = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
  private static final int EFI_MIB = 64;

  private final CommandRunner runner = new ProcessCommandRunner();
  private final Path image;
  private final List<Long> offsets = new ArrayList<>(List.of(1L << 20));

  /** Makes it, with further partitions of these sizes in MiB after the first. */
  TestDisk(Path image, int... furtherMib) throws IOException {
    this.image = image;
    StringBuilder table = new StringBuilder("label: gpt\nstart=2048,type=" + EFI_TYPE);
    table.append(",size=").append(EFI_MIB * 2048).append('\n');
    long end = 1 + EFI_MIB;
    for (int size : furtherMib) {
      offsets.add(end << 20);
      table.append("start=%d,size=%d%n".formatted(end * 2048, size * 2048));
      end += size;
    }
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (Long.highestOneBit(end) << 21) - 1);
    }
    runner.runOrFail(Command.of("sfdisk", "-q", image.toString()).withInput(table.toString()));
    runner.runOrFail(
        "mkfs.vfat",
        "-F",
        "32",
        "-s",
        "1",
        "--offset",
        "2048",
        image.toString(),
        String.valueOf(EFI_MIB * 1024));
  }

  Path image() {
    return image;
  }

  /** Where a partition begins, in bytes; the first has number 1. */
  long offset(int number) {
    return offsets.get(number - 1);
  }

  /** What the kernel calls a partition. */
  String uuid(int number) {
    String table = runner.runOrFail("sfdisk", "-d", image.toString()).output();
    Matcher matcher = Pattern.compile("img" + number + " :.*uuid=([0-9A-F-]+)").matcher(table);
    assertThat(matcher.find()).as(table).isTrue();
    return matcher.group(1).toLowerCase(Locale.ROOT);
  }

  /** Copies a directory's content into the root of the EFI partition. */
  void copyIn(Path file) {
    mtools("mcopy", "-s", "-o", "-Q", "-i", efi(), file.toString(), "::");
  }

  /** Copies all that is in a directory into the root of the EFI partition. */
  void copyInAll(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      files.forEach(this::copyIn);
    }
  }

  /** Copies a file or directory of the EFI partition into a directory. */
  void copyOut(String name, Path directory) {
    mtools("mcopy", "-s", "-n", "-i", efi(), "::" + name, directory.toString());
  }

  private String efi() {
    return image + "@@1M";
  }

  private void mtools(String... arguments) {
    runner.runOrFail(
        Command.of(List.of(arguments)).withEnvironment(Map.of("MTOOLS_SKIP_CHECK", "1")));
  }
}
