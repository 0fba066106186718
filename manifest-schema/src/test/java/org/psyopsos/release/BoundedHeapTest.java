package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** Whatever is read, 64 MiB of heap are enough: that is what a node gives its agent. */
class BoundedHeapTest {

  /** What of the corpus is not hostile, and the largest index that there can be. */
  private static final Set<String> GOOD =
      Set.of(
          "ManifestCodec/good",
          "ManifestCodec/escaped",
          "ManifestCodec/unknown-fields",
          "ChannelDocumentCodec/good",
          "ChannelDocumentCodec/halted-and-recalled",
          "TrustRootCodec/good",
          "TrustRootCodec/team-of-three",
          "MinisignSignature/good",
          "MinisignSignature/utf-8-comment",
          "MinisignPublicKey/good",
          "MinisignPublicKey/line",
          "records-of-one-byte");

  private static List<Outcome> outcomes = List.of();

  record Outcome(String name, String verdict, long bytesTaken) {

    static Outcome of(String line) {
      String[] words = line.split(" ", 3);
      return new Outcome(words[0], words[1], Long.parseLong(words[2]));
    }

    boolean isAccepted() {
      return verdict.equals("accepted");
    }
  }

  @BeforeAll
  static void readAllWithLittleMemory(@TempDir Path scratch) {
    String output =
        new ProcessCommandRunner()
            .runOrFail(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostileFiles.class.getName(),
                Path.of("src/test/resources").toAbsolutePath().toString(),
                scratch.toString())
            .output();
    outcomes = output.lines().map(Outcome::of).toList();
  }

  @Test
  void everyHostileFileIsRefusedForATypedReason() {
    assertThat(outcomes).hasSizeGreaterThan(100);
    assertThat(accepted()).isEqualTo(GOOD);
  }

  @Test
  void ofATarballNoMoreIsTakenThanItsSignedSizeAndOneByte() {
    TestRelease release = TestRelease.of(new TestRepository(), "20261121-101500");
    long signed = release.manifest().tarball().size();
    assertThat(outcomes).allMatch(outcome -> outcome.bytesTaken() <= signed + 1);
    assertThat(outcome("good-then-endless").bytesTaken()).isEqualTo(signed + 1);
    assertThat(outcome("pax-header-of-8-gib").bytesTaken()).isEqualTo(512);
    assertThat(outcome("member-of-8-gib").bytesTaken()).isEqualTo(512);
  }

  private static Outcome outcome(String name) {
    return outcomes.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private static Set<String> accepted() {
    return outcomes.stream()
        .filter(Outcome::isAccepted)
        .map(Outcome::name)
        .collect(Collectors.toSet());
  }
}
