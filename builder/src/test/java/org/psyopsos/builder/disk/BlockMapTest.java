package org.psyopsos.builder.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

class BlockMapTest {

  private static final int BLOCK = 4096;
  private static final int SIZE = 5 * BLOCK + 512;

  @TempDir private Path directory;
  private Path image;
  private Path map;

  @BeforeEach
  void writeImageAndMap() throws IOException {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, BLOCK, 2 * BLOCK, (byte) 1);
    Arrays.fill(bytes, 3 * BLOCK, 4 * BLOCK, (byte) 3); // not in use
    Arrays.fill(bytes, 5 * BLOCK, SIZE, (byte) 5);
    image = Files.write(directory.resolve("image"), bytes);
    List<ByteRange> used =
        List.of(new ByteRange(5 * BLOCK, SIZE), new ByteRange(BLOCK + 1, 2 * BLOCK + 1));
    map =
        Files.write(
            directory.resolve("image.bmap"), new BlockMap(image, bytesRead -> {}).describe(used));
  }

  @Test
  void bmaptoolWritesTheBlocksInUseAndNoOthers() throws IOException {
    Path medium = directory.resolve("medium");
    assertThat(copyTo(medium).exitStatus()).isZero();
    byte[] expected = Files.readAllBytes(image);
    Arrays.fill(expected, 3 * BLOCK, 4 * BLOCK, (byte) 0);
    assertThat(medium).hasBinaryContent(expected);
  }

  @Test
  void bmaptoolRefusesAnImageThatHasChanged() throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    bytes[BLOCK]++;
    Files.write(image, bytes);
    CommandResult result = copyTo(Files.createFile(directory.resolve("medium")));
    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.errors()).containsIgnoringCase("checksum mismatch");
  }

  @Test
  void bmaptoolRefusesAMapThatHasChanged() throws IOException {
    Files.writeString(map, Files.readString(map).replace("> 5 <", "> 4 <"));
    CommandResult result = copyTo(Files.createFile(directory.resolve("medium")));
    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.errors()).containsIgnoringCase("checksum mismatch for bmap file");
  }

  private CommandResult copyTo(Path medium) {
    return new ProcessCommandRunner()
        .run(
            Command.of(
                "bmaptool", "copy", "--bmap", map.toString(), image.toString(), medium.toString()));
  }
}
