package org.psyopsos.builder.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

class GuidPartitionTableTest {

  private static final long MIB = 1 << 20;
  private static final Guid DISK = Guid.derivedFrom("a disk");
  private static final GptPartition EFI =
      partition(GptPartition.EFI_SYSTEM, "PSYOPSOSEFI", new ByteRange(MIB, 5 * MIB));
  private static final GptPartition SLOT =
      partition(GptPartition.LINUX, "psyopsOS-A", new ByteRange(5 * MIB, 9 * MIB));

  @TempDir private Path directory;

  @Test
  void partitionToolsFindNothingWrong() throws IOException {
    Path image = write(new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT)));
    assertThat(run("/usr/sbin/sgdisk", "-v", image.toString()).output())
        .contains("No problems found");
    assertThat(run("/usr/sbin/sfdisk", "--verify", image.toString()).errors()).isEmpty();
  }

  @Test
  void partitionToolsReadWhatWasWritten() throws IOException {
    Path image = write(new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT)));
    String dump = run("/usr/sbin/sfdisk", "--dump", image.toString()).output();
    assertThat(dump.toLowerCase(java.util.Locale.ROOT))
        .contains("label-id: " + DISK)
        .contains("start=        2048, size=        8192, type=" + GptPartition.EFI_SYSTEM)
        .contains("uuid=" + EFI.id())
        .contains("start=       10240, size=        8192, type=" + GptPartition.LINUX)
        .contains("uuid=" + SLOT.id());
    assertThat(dump).contains("name=\"PSYOPSOSEFI\"").contains("name=\"psyopsOS-A\"");
  }

  @Test
  void theBackupAloneIsEnough() throws IOException {
    Path image = write(new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT)));
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1024), 512);
    }
    assertThat(run("/usr/sbin/sfdisk", "--dump", image.toString()).output())
        .contains("name=\"psyopsOS-A\"");
  }

  @Test
  void theProtectiveRecordTakesTheWholeDisk() throws IOException {
    Path image = write(new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT)));
    assertThat(entries(image))
        .isEqualTo("00000200eeffffff01000000ff4f0000" + "00".repeat(3 * 16) + "55aa");
  }

  @Test
  void theHybridRecordHasTheEfiPartitionFirstAndTakesWhatLiesBeforeIt() throws IOException {
    Path image =
        write(new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT)), MasterBootRecord.HYBRID);
    assertThat(entries(image))
        .isEqualTo(
            "00ffffff0cffffff0008000000200000"
                + "00000200eeffffff01000000ff070000"
                + "00".repeat(2 * 16)
                + "55aa");
  }

  @Test
  void aHybridRecordLeavesTheRestOfTheTableAsItIs() throws IOException {
    GuidPartitionTable table = new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT));
    byte[] plain = Files.readAllBytes(write(table));
    byte[] hybrid = Files.readAllBytes(write(table, MasterBootRecord.HYBRID));
    assertThat(Arrays.copyOfRange(hybrid, 512, hybrid.length))
        .isEqualTo(Arrays.copyOfRange(plain, 512, plain.length));
  }

  @Test
  void partitionToolsFindNothingWrongWithAHybridRecordAndReadTheGpt() throws IOException {
    GuidPartitionTable table = new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT));
    Path image = write(table, MasterBootRecord.HYBRID);
    assertThat(run("/usr/sbin/sgdisk", "-v", image.toString()).output())
        .contains("No problems found");
    assertThat(run("/usr/sbin/sgdisk", "-p", image.toString()).output())
        .contains("PSYOPSOSEFI", "psyopsOS-A");
    run("/usr/sbin/sfdisk", "--verify", image.toString());
    assertThat(run("/usr/sbin/sfdisk", "--dump", image.toString()).output())
        .contains("label: gpt", "name=\"PSYOPSOSEFI\"", "name=\"psyopsOS-A\"");
    assertThat(
            run("/usr/sbin/blkid", "-p", "-o", "value", "-s", "PTTYPE", image.toString()).output())
        .isEqualTo("gpt\n");
    assertThat(read(image)).isEqualTo(table);
  }

  @Test
  void aTableOnALargerCardIsBelieved() throws IOException {
    GuidPartitionTable table = new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT));
    Path image = write(table);
    resize(image, 16 * MIB);
    assertThat(read(image)).isEqualTo(table);
  }

  @Test
  void aTableForALargerDiskIsRefused() throws IOException {
    Path image = write(new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, SLOT)));
    resize(image, 10 * MIB - 512);
    assertThatThrownBy(() -> read(image))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll("10485760 bytes", "10485248 bytes", image.toString());
  }

  @Test
  void overlappingPartitionsAreRefused() {
    GptPartition other = partition(GptPartition.LINUX, "x", new ByteRange(4 * MIB, 6 * MIB));
    assertThatThrownBy(() -> new GuidPartitionTable(DISK, 10 * MIB, List.of(EFI, other)))
        .hasMessageContaining("overlaps");
  }

  @Test
  void derivedIdentifiersAreStableAndDifferent() {
    assertThat(Guid.derivedFrom("a", "b")).isEqualTo(Guid.derivedFrom("a", "b"));
    assertThat(Guid.derivedFrom("a", "b")).isNotEqualTo(Guid.derivedFrom("a", "c"));
    assertThat(Guid.derivedFrom("a", "b").uuid().version()).isEqualTo(8);
    assertThat(Guid.derivedFrom("a", "b").uuid().variant()).isEqualTo(2);
  }

  private Path write(GuidPartitionTable table) throws IOException {
    return write(table, MasterBootRecord.PROTECTIVE);
  }

  private Path write(GuidPartitionTable table, MasterBootRecord mbr) throws IOException {
    Path image = directory.resolve("disk.img");
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      table.writeTo(channel, mbr);
    }
    return image;
  }

  private static GuidPartitionTable read(Path image) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      return PartitionTableReader.read(channel, image);
    }
  }

  private static void resize(Path image, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), Math.max(size, channel.size()) - 1);
      channel.truncate(size);
    }
  }

  /** The four entries of the MBR and its signature. */
  private static String entries(Path image) throws IOException {
    return HexFormat.of().formatHex(Files.readAllBytes(image), 446, 512);
  }

  private static GptPartition partition(Guid type, String name, ByteRange range) {
    return new GptPartition(type, Guid.derivedFrom(name), name, range);
  }

  private static CommandResult run(String... arguments) {
    return new ProcessCommandRunner().runOrFail(Command.of(List.of(arguments)));
  }
}
