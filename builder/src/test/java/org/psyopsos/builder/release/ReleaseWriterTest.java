package org.psyopsos.builder.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;

class ReleaseWriterTest {

  private static final int DISK = 8 << 20;
  private static final int FILE = 1 << 20;

  private final FileSystem disk =
      Jimfs.newFileSystem(Configuration.unix().toBuilder().setMaxSize(DISK).build());
  private final Path out = disk.getPath("/out");
  private final Path source = disk.getPath("/source");
  private final MinisignSecretKey key = MinisignSecretKey.generate(new SecureRandom());

  @BeforeEach
  void write() throws IOException {
    byte[] noise = new byte[FILE];
    new Random(1).nextBytes(noise);
    Files.write(source, noise);
  }

  @Test
  void theTarballIsAsLongAsTheManifestSaysWhateverTheNumberOfFiles() throws IOException {
    Path small = Files.writeString(disk.getPath("/small"), "small");
    for (int count = 1; count <= 60; count++) {
      List<ReleaseFile> files = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        files.add(new ReleaseFile("EFI/file-" + i, ArtifactRole.EFI, 0644, small));
      }
      WrittenRelease release =
          new ReleaseWriter(disk.getPath("/out-" + count), key, Progress.quiet())
              .write(description(), files);
      assertThat(release.tarball()).hasSize(release.manifest().tarball().size());
    }
  }

  @Test
  void offsetsAreWhereTheBytesAre() throws IOException {
    WrittenRelease release = write(Progress.quiet());
    byte[] tarball = Files.readAllBytes(release.tarball());
    int offset = Math.toIntExact(release.manifest().files().get(0).offset());
    assertThat(java.util.Arrays.copyOfRange(tarball, offset, offset + FILE))
        .isEqualTo(Files.readAllBytes(source));
  }

  @Test
  void theChunkIndexIsTheOneThatTheManifestNames() throws IOException {
    WrittenRelease release = write(Progress.quiet());
    assertThat(
            ChunkIndexCodec.read(Files.readAllBytes(release.chunks()), release.manifest())
                .chunkCount())
        .isGreaterThan(5);
  }

  @Test
  void tooLittleRoomIsSaidBeforeAnythingIsWritten() throws IOException {
    fill(DISK - 2 * FILE);
    assertThatThrownBy(() -> write(Progress.quiet()))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("too little room");
    assertNothingLeft();
  }

  @Test
  void aDiskThatFillsUpMeanwhileLeavesNothing() throws IOException {
    assertThatThrownBy(() -> write(when("writing the tarball", () -> fill(DISK))))
        .isInstanceOf(IOException.class);
    assertNothingLeft();
  }

  @Test
  void aSourceThatChangesMeanwhileIsRefused() throws IOException {
    byte[] other = Files.readAllBytes(source);
    other[FILE - 1] ^= 1;
    assertThatThrownBy(() -> write(when("writing the tarball", () -> Files.write(source, other))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("changed while it was read");
    assertNothingLeft();
  }

  @Test
  void aSourceThatShrinksMeanwhileIsRefused() throws IOException {
    assertThatThrownBy(
            () -> write(when("writing the tarball", () -> Files.write(source, new byte[9]))))
        .isInstanceOf(BadInput.class);
    assertNothingLeft();
  }

  private WrittenRelease write(Progress progress) throws IOException {
    return new ReleaseWriter(out, key, progress)
        .write(description(), List.of(new ReleaseFile("EFI/file", ArtifactRole.EFI, 0644, source)));
  }

  private static ReleaseDescription description() {
    return new ReleaseDescription(
        ReleaseType.ESP,
        "test",
        Platform.X86_64_UEFI,
        new ReleaseVersion("20261121-101500"),
        ReleaseDescription.NO_KERNEL,
        new KernelArguments(""));
  }

  private interface Event {
    void happen() throws IOException;
  }

  /** Makes something happen when a step begins. */
  private static Progress when(String step, Event event) {
    return (what, total) -> {
      if (what.equals(step)) {
        try {
          event.happen();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return bytes -> {};
    };
  }

  /** Takes all of the disk, or as much as {@code bytes}. */
  private void fill(long bytes) throws IOException {
    byte[] block = new byte[8192];
    try (var hog = Files.newOutputStream(disk.getPath("/hog"))) {
      for (long written = 0; written < bytes; written += block.length) {
        if (disk.getFileStores().iterator().next().getUsableSpace() < 2L * block.length) {
          return;
        }
        hog.write(block);
      }
    }
  }

  private void assertNothingLeft() throws IOException {
    if (Files.exists(out)) {
      try (Stream<Path> left = Files.walk(out)) {
        assertThat(left.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }
}
