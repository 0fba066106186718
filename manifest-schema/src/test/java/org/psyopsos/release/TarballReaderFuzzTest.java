package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.testing.Foreign;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

class TarballReaderFuzzTest {

  private static final TestRepository REPOSITORY = new TestRepository();
  private static final TestRelease RELEASE =
      TestRelease.of(REPOSITORY, "20261121-101500", TestRepository.PLATFORM, files());
  private static final VerifiedRelease VERIFIED =
      new ReleaseVerifier(REPOSITORY.root(), TestRepository.PLATFORM, AgentVersion.CURRENT)
          .verify(RELEASE.signedManifest(), ReleaseType.OS);
  private static final ChunkIndex INDEX =
      ChunkIndexCodec.read(RELEASE.chunkIndex(), RELEASE.manifest());

  @FuzzTest(maxExecutions = 3_000)
  void oneTarballIsAcceptedAndNoOtherByteIsHandedOn(byte[] tarball) {
    Foreign.read(() -> read(tarball))
        .ifPresent(length -> assertThat(tarball).isEqualTo(RELEASE.tarball()));
  }

  private static long read(byte[] tarball) {
    SignedBytesOnly content = new SignedBytesOnly();
    ByteArrayInputStream in = new ByteArrayInputStream(tarball);
    try {
      TarballReader.read(VERIFIED, INDEX, in, content);
      return content.length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      assertThat(tarball.length - in.available()).isLessThanOrEqualTo(RELEASE.tarball().length + 1);
    }
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", TestRelease.content("kernel", 100));
    files.put("boot.version", new byte[0]);
    files.put("dtbs/board.dtb", TestRelease.content("dtb", 600));
    return files;
  }

  /** Compares each byte with the one at its place in the signed tarball. */
  private static final class SignedBytesOnly implements TarballReader.Content {

    private final byte[] signed = RELEASE.tarball();
    private int position;
    private long length;

    @Override
    public void begin(Artifact file) {
      position = (int) file.offset();
    }

    @Override
    public void chunk(byte[] bytes, int count) {
      assertThat(bytes)
          .startsWith(java.util.Arrays.copyOfRange(signed, position, position + count));
      position += count;
      length += count;
    }

    @Override
    public void end() {}
  }
}
