package org.psyopsos.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** A refused document says which document it is, and which file in it. */
class WhereInARefusalTest {

  private final TestRelease release = TestRelease.of(new TestRepository(), "20261121-101500");
  private final Manifest manifest = release.manifest();

  @Test
  void aManifestWithAFileThatDoesNotFit() {
    Problem problem = refusal("\"offset\" : " + manifest.files().get(1).offset(), "\"offset\" : 1");
    assertThat(problem.message())
        .isEqualTo(
            "offset out of bounds: manifest: initramfs; expected a multiple of 512, found 1");
  }

  @Test
  void aManifestWithARoleThatNobodyKnows() {
    Problem problem = refusal("\"role\" : \"squashfs\"", "\"role\" : \"cramfs\"");
    assertThat(problem.where()).isEqualTo("manifest");
    assertThat(problem.expected()).startsWith("kernel or initramfs or ").endsWith(" or efi");
    assertThat(problem.found()).isEqualTo("'cramfs'");
  }

  @Test
  void aManifestOfATypeThatNobodyKnows() {
    Problem problem = refusal("\"type\" : \"psyopsOS\"", "\"type\" : \"other\"");
    assertThat(problem.expected()).isEqualTo("psyopsOS or psyopsESP");
  }

  @Test
  void aChunkIndexWithAChunkThatDoesNotFit() {
    byte[] index = release.chunkIndex();
    int kind = 8 + 4 + 4 + 4;
    index[kind] = 9;
    Untrusted refused =
        catchThrowableOfType(
            Untrusted.class, () -> ChunkIndexCodec.read(index, vouchingFor(index)));
    assertThat(refused.reason()).isEqualTo(Untrusted.Reason.MALFORMED);
    assertThat(refused.problem().message())
        .isEqualTo("unknown chunk kind: " + manifest.chunks().name() + ": kernel; found 9");
  }

  private Problem refusal(String from, String to) {
    String text = new String(release.signedManifest().bytes(), StandardCharsets.UTF_8);
    byte[] altered = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    Untrusted refused =
        catchThrowableOfType(Untrusted.class, () -> ManifestCodec.read(altered, "manifest"));
    assertThat(refused.reason()).isEqualTo(Untrusted.Reason.MALFORMED);
    return refused.problem();
  }

  private Manifest vouchingFor(byte[] index) {
    return new Manifest(
        manifest.type(),
        manifest.repo(),
        manifest.platform(),
        manifest.version(),
        manifest.created(),
        manifest.kernelVersion(),
        manifest.agentVersion(),
        manifest.layoutVersion(),
        manifest.kernelArguments(),
        manifest.tarball(),
        new Manifest.ChunkIndexFile(manifest.chunks().name(), index.length, Sha256.of(index)),
        manifest.files());
  }
}
