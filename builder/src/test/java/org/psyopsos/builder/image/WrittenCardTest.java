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
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.psyopsos.builder.disk.GptPartition;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.builder.disk.GuidPartitionTable;
import org.psyopsos.builder.disk.PartitionTableReader;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/**
 * An image on a larger card that held something else: {@code sgdisk -e -G}, as the documents say
 * it, gives the card's partitions identifiers of their own and puts the backup table at its end.
 */
class WrittenCardTest {

  private static final long CARD = 256 * DiskLayout.MIB;

  @TempDir private Path directory;
  private final ProcessCommandRunner commands = new ProcessCommandRunner();

  @ParameterizedTest
  @EnumSource(Platform.class)
  void aCardGetsIdentifiersOfItsOwnAndIsOtherwiseAsTheImage(Platform platform) throws IOException {
    Path image = image(releases(platform));
    GuidPartitionTable before = table(image);
    Path card = card(image);
    run("/usr/sbin/sgdisk", "-e", "-G", card.toString());

    assertThat(card).hasSize(CARD);
    assertSound(card);
    GuidPartitionTable after = table(card);
    assertThat(after.size()).isEqualTo(CARD);
    assertThat(withoutIds(after)).isEqualTo(withoutIds(before));
    assertThat(ids(after)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ids(before));
    assertThat(mbr(card)).isEqualTo(mbr(image));
    assertThat(mbr(card)).hasSize(platform == Platform.X86_64_UEFI ? 1 : 2);
    assertLinuxFinds(after, card);
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void suchACardsImageCanBeUpdated(Platform platform) throws IOException {
    TestReleases releases = releases(platform);
    Path card = card(image(releases));
    run("/usr/sbin/sgdisk", "-e", "-G", card.toString());
    GuidPartitionTable before = table(card);
    Made made =
        new DiskUpdate(commands, TestReleases.smallLayout(), Progress.quiet())
            .update(card, new PartitionContent.OfSlot(Slot.B, releases.os()));
    assertThat(table(made.image())).isEqualTo(before);
    assertThat(made.image()).hasSize(CARD);
    assertSound(made.image());
  }

  @Test
  void releasesForDifferentBoardsMakeNoImage() throws IOException {
    TestReleases pi = TestReleases.forRaspberryPi(directory.resolve("os"));
    LocalRelease os = new TestReleases(directory.resolve("pc"), commands).os();
    DiskImage.Content content = new DiskImage.Content(os, pi.esp(), new SecretContent.Empty());
    DiskImage images = new DiskImage(commands, directory, Progress.quiet());
    assertThatThrownBy(() -> images.make(content, TestReleases.smallLayout()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("for different boards")
        .hasMessageContaining("dtbs/c0/broadcom/bcm2711-rpi-4-b.dtb");
  }

  private TestReleases releases(Platform platform) throws IOException {
    return switch (platform) {
      case X86_64_UEFI -> new TestReleases(directory.resolve("os"), commands);
      case AARCH64_RPI -> TestReleases.forRaspberryPi(directory.resolve("os"));
    };
  }

  private Path image(TestReleases releases) throws IOException {
    Path output = Files.createDirectories(directory.resolve("out"));
    return new DiskImage(commands, output, Progress.quiet())
        .make(releases.content(new SecretContent.Empty()), TestReleases.smallLayout())
        .image();
  }

  /** The image on a card whose own backup table, of what it held before, is still at its end. */
  private Path card(Path image) throws IOException {
    Path card = directory.resolve("card");
    try (FileChannel to =
            FileChannel.open(card, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel from = FileChannel.open(image, StandardOpenOption.READ)) {
      to.write(ByteBuffer.allocate(1), CARD - 1);
      run("/usr/sbin/sgdisk", "--new=1:0:0", "--change-name=1:photographs", card.toString());
      from.transferTo(0, from.size(), to);
    }
    return card;
  }

  private void assertSound(Path card) {
    assertThat(run("/usr/sbin/sgdisk", "-v", card.toString())).contains("No problems found");
    run("/usr/sbin/sfdisk", "--verify", card.toString());
  }

  /** By the library that lsblk and udev ask, and so the agent. */
  private void assertLinuxFinds(GuidPartitionTable table, Path card) {
    List<GptPartition> all = table.partitions();
    assertThat(
            run(
                    "/usr/bin/partx",
                    "--raw",
                    "--noheadings",
                    "--output",
                    "NR,UUID,NAME",
                    card.toString())
                .lines())
        .containsExactlyElementsOf(
            IntStream.range(0, all.size())
                .mapToObj(i -> i + 1 + " " + all.get(i).id() + " " + all.get(i).name())
                .toList());
  }

  private static List<Guid> ids(GuidPartitionTable table) {
    return Stream.concat(Stream.of(table.disk()), table.partitions().stream().map(GptPartition::id))
        .toList();
  }

  private static List<GptPartition> withoutIds(GuidPartitionTable table) {
    return table.partitions().stream()
        .map(one -> new GptPartition(one.type(), one.type(), one.name(), one.range()))
        .toList();
  }

  /** Type and first sector of each entry that the first sector has (UEFI 2.10, 5.2). */
  private static List<String> mbr(Path disk) throws IOException {
    ByteBuffer sector = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ)) {
      channel.read(sector, 0);
    }
    return IntStream.iterate(446, at -> at < 510, at -> at + 16)
        .filter(at -> sector.get(at + 4) != 0)
        .mapToObj(
            at -> Integer.toHexString(sector.get(at + 4) & 0xff) + " " + sector.getInt(at + 8))
        .toList();
  }

  private static GuidPartitionTable table(Path image) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      return PartitionTableReader.read(channel, image);
    }
  }

  private String run(String... arguments) {
    return commands.runOrFail(Command.of(arguments)).output();
  }
}
