package org.psyopsos.builder.squashfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.Chunk.Kind;

/** Against file systems that the real mksquashfs makes. */
class SquashfsLayoutTest {

  private static final int BLOCK = 128 << 10;

  @TempDir private static Path directory;
  private static Path tree;

  @BeforeAll
  static void makeTree() throws IOException {
    tree =
        Files.createDirectories(directory.resolve("tree/sub/deeper")).resolve("../..").normalize();
    byte[] words =
        "all work and no play makes jack a dull boy\n"
            .repeat(20_000)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Files.write(tree.resolve("words"), words);
    Files.write(tree.resolve("copy"), words);
    byte[] noise = new byte[3 * BLOCK + 77];
    new Random(1).nextBytes(noise);
    Files.write(tree.resolve("noise"), noise);
    Files.write(tree.resolve("empty"), new byte[0]);
    Files.createSymbolicLink(tree.resolve("link"), Path.of("words"));
    try (FileChannel sparse =
        FileChannel.open(
            tree.resolve("sparse"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      sparse.write(java.nio.ByteBuffer.wrap(words), 5L * BLOCK);
    }
    for (int i = 0; i < 400; i++) {
      Files.writeString(tree.resolve("sub/deeper/small-" + i), "file number " + i + "\n");
    }
    new ProcessCommandRunner().runOrFail("mkfifo", tree.resolve("fifo").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp zstd",
        "-comp gzip",
        "-comp xz",
        "-comp lz4",
        "-comp zstd -no-fragments",
        "-comp zstd -no-exports -no-xattrs",
        "-comp zstd -noI -noD -noF",
        "-comp zstd -b 4096",
        "-comp zstd -always-use-fragments -b 1M",
      })
  void coversTheFileWithoutGapOrOverlap(String options) throws IOException {
    Path image = squashfs(options);
    long at = 0;
    for (Extent extent : SquashfsLayout.read(image)) {
      assertThat(extent.offset()).isEqualTo(at);
      at += extent.length();
    }
    assertThat(at).isEqualTo(Files.size(image));
  }

  @Test
  void everyCompressedBlockDecompressesByItselfToTheStatedLength() throws IOException {
    Path image = squashfs("-comp zstd");
    byte[] bytes = Files.readAllBytes(image);
    List<Extent> compressed = new ArrayList<>(SquashfsLayout.read(image));
    compressed.removeIf(extent -> extent.uncompressedLength() == 0);
    for (Extent extent : compressed) {
      int header = extent.kind() == Kind.SQUASHFS_METADATA ? 2 : 0;
      int begin = Math.toIntExact(extent.offset()) + header;
      byte[] stored = Arrays.copyOfRange(bytes, begin, begin + extent.length() - header);
      byte[] content = Zstd.decompress(stored, extent.uncompressedLength());
      assertThat(content).as(extent.toString()).hasSize(extent.uncompressedLength());
      assertThat(Zstd.getFrameContentSize(stored)).isEqualTo(extent.uncompressedLength());
    }
    assertThat(compressed)
        .extracting(Extent::kind)
        .contains(Kind.SQUASHFS_DATA, Kind.SQUASHFS_FRAGMENT, Kind.SQUASHFS_METADATA);
  }

  @Test
  void incompressibleBlocksAreStoredAsTheyAre() throws IOException {
    List<Extent> extents = SquashfsLayout.read(squashfs("-comp zstd"));
    assertThat(extents)
        .filteredOn(e -> e.kind() == Kind.SQUASHFS_DATA && e.uncompressedLength() == 0)
        .extracting(Extent::length)
        .contains(BLOCK);
  }

  @Test
  void whatLiesBetweenBlocksIsSmall() throws IOException {
    List<Extent> extents = SquashfsLayout.read(squashfs("-comp zstd"));
    long plain =
        extents.stream().filter(e -> e.kind() == Kind.PLAIN).mapToLong(Extent::length).sum();
    assertThat(plain).isLessThan(96 + 4096 + 512);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(squashfs("-comp zstd -nopad"));
    Path cut = directory.resolve("cut");
    for (int length : new int[] {0, 3, 95, 96, bytes.length / 2, bytes.length - 1}) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SquashfsLayout.read(cut))
          .as(length + " bytes")
          .isInstanceOf(BadInput.class);
    }
  }

  @Test
  void damageIsRefusedOrHarmlessButNeverAnInternalError() throws IOException {
    byte[] bytes = Files.readAllBytes(squashfs("-comp gzip -nopad"));
    Path damaged = directory.resolve("damaged");
    Random random = new Random(7);
    for (int i = 0; i < 600; i++) {
      byte[] copy = bytes.clone();
      int range = i % 2 == 0 ? Superblock.LENGTH : 6000;
      int at = i % 2 == 0 ? random.nextInt(range) : bytes.length - 1 - random.nextInt(range);
      copy[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, copy);
      try {
        long sum = SquashfsLayout.read(damaged).stream().mapToLong(Extent::length).sum();
        assertThat(sum).isEqualTo(bytes.length);
      } catch (BadInput e) {
        assertThat(e.problem().where()).endsWith("damaged");
      }
    }
  }

  private static Path squashfs(String options) {
    Path image = directory.resolve(options.replaceAll("\\W+", "_") + ".squashfs");
    if (!Files.exists(image)) {
      List<String> command =
          new ArrayList<>(List.of("mksquashfs", tree.toString(), image.toString()));
      command.addAll(List.of(options.split(" ")));
      command.addAll(List.of("-quiet", "-no-progress", "-all-time", "0", "-all-root"));
      new ProcessCommandRunner().runOrFail(Command.of(command));
    }
    return image;
  }
}
