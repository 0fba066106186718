package org.psyopsos.builder.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentDefinedChunkerTest {

  private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix());
  private final ContentDefinedChunker chunker = new ContentDefinedChunker();

  @Test
  void nothingIsCutIntoNothing() throws IOException {
    assertThat(cut(new byte[0])).isEmpty();
  }

  @Test
  void aSmallFileIsOneChunk() throws IOException {
    assertThat(cut(new byte[100])).extracting(FileChunker.Piece::length).containsExactly(100);
  }

  @Test
  void lengthsAreWithinBoundsAndCloseToTheAverage() throws IOException {
    List<FileChunker.Piece> pieces = cut(noise(16 << 20));
    assertThat(pieces.subList(0, pieces.size() - 1))
        .allSatisfy(
            piece ->
                assertThat(piece.length())
                    .isBetween(ContentDefinedChunker.MIN, ContentDefinedChunker.MAX));
    assertThat((16 << 20) / pieces.size()).isBetween(48 << 10, 96 << 10);
  }

  @Test
  void zerosAreCutAtTheMaximumAtTheLatest() throws IOException {
    assertThat(cut(new byte[1 << 20]))
        .allSatisfy(
            piece -> assertThat(piece.length()).isLessThanOrEqualTo(ContentDefinedChunker.MAX));
  }

  @Test
  void anInsertionChangesFewChunks() throws IOException {
    byte[] before = noise(8 << 20);
    byte[] after = new byte[before.length + 5];
    System.arraycopy(before, 0, after, 0, 1 << 20);
    System.arraycopy(before, 1 << 20, after, (1 << 20) + 5, before.length - (1 << 20));
    Set<ByteBuffer> known = new HashSet<>(contents(before));
    List<ByteBuffer> now = contents(after);
    assertThat(now).filteredOn(chunk -> !known.contains(chunk)).hasSizeLessThan(4);
  }

  /** Other boundaries would make every node fetch whole files once: then this must fail. */
  @Test
  void boundariesStayTheSameForEver() throws IOException {
    assertThat(cut(noise(400_000)))
        .extracting(FileChunker.Piece::length)
        .containsExactly(123101, 70924, 80095, 101776, 24104);
  }

  private List<FileChunker.Piece> cut(byte[] bytes) throws IOException {
    Path file = fileSystem.getPath("file");
    Files.write(file, bytes);
    return chunker.cut(file);
  }

  private List<ByteBuffer> contents(byte[] bytes) throws IOException {
    List<ByteBuffer> contents = new java.util.ArrayList<>();
    int at = 0;
    for (FileChunker.Piece piece : cut(bytes)) {
      contents.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + piece.length())));
      at += piece.length();
    }
    return contents;
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }
}
