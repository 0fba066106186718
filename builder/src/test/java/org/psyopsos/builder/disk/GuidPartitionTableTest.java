package org.psyopsos.builder.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
      channel.write(java.nio.ByteBuffer.allocate(1024), 512);
    }
    assertThat(run("/usr/sbin/sfdisk", "--dump", image.toString()).output())
        .contains("name=\"psyopsOS-A\"");
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
    Path image = directory.resolve("disk.img");
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      table.writeTo(channel);
    }
    return image;
  }

  private static GptPartition partition(Guid type, String name, ByteRange range) {
    return new GptPartition(type, Guid.derivedFrom(name), name, range);
  }

  private static CommandResult run(String... arguments) {
    return new ProcessCommandRunner().runOrFail(Command.of(List.of(arguments)));
  }
}
