package org.psyopsos.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.layout.Platform;
import org.psyopsos.testing.Foreign;

class ChunkIndexCodecFuzzTest {

  /** What the files of the seeds measure. */
  private static final List<Long> SIZES = List.of(10_000L, 0L, 1L << 20);

  @FuzzTest(maxExecutions = 10_000)
  void whatIsAcceptedIsWhatWouldBeWritten(byte[] index) {
    Manifest manifest = vouchingFor(index);
    Foreign.read(() -> ChunkIndexCodec.read(index, manifest))
        .ifPresent(accepted -> assertThat(ChunkIndexCodec.write(accepted)).isEqualTo(index));
  }

  /** A manifest with the index's size and hash: only its form can be wrong. */
  private static Manifest vouchingFor(byte[] index) {
    ReleaseVersion version = new ReleaseVersion("20261121-101500");
    List<Artifact> files = new ArrayList<>();
    Sha256 any = Sha256.of(new byte[0]);
    long offset = 2048;
    for (long size : SIZES) {
      String path = "file" + files.size();
      files.add(new Artifact(path, ArtifactRole.VERSION_NOTE, 0644, size, any, offset));
      offset += Manifest.roundUp(size) + 512;
    }
    return new Manifest(
        ReleaseType.OS,
        "repo",
        Platform.X86_64_UEFI,
        version,
        version.instant(),
        "6.1.0",
        new AgentVersion(0, 1, 0),
        1,
        new KernelArguments(""),
        new Manifest.Tarball("a.tar", offset - 512 + 1024),
        new Manifest.ChunkIndexFile("a.chunks", index.length, Sha256.of(index)),
        files);
  }
}
