package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestRelease;

/** {@code node-agent apply} as a person uses it. */
class ApplyTest extends NodeFixture {

  private static final ReleaseVersion V0 = new ReleaseVersion("20261121-090000");
  private static final ReleaseVersion V2 = new ReleaseVersion("20261121-110000");

  @TempDir private Path stick;

  private final TestRelease v0 = TestRelease.of(repository, V0.value());

  @BeforeEach
  void publishOlder() {
    deaddrop.publish(v0);
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    Map<String, String> slot = node.content(Slot.B);
    node.disk().clearLog();

    Ended ended = node.run("apply", "--dry-run", "--json");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    long size = v2.manifest().contentSize();
    long changed = 9000 + 20000;
    assertThat(ended.out())
        .contains("\"outcome\" : \"planned\"", "\"version\" : \"" + V2 + "\"")
        .contains("\"reuse\" : " + (size - changed), "\"write\" : " + size, "\"there\" : 0");
    assertThat(node.content(Slot.B)).isEqualTo(slot);
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(node.disk().log()).noneMatch(command -> command.contains("-o rw"));
    assertThat(deaddrop.requests()).doesNotContain(DeaddropNames.tarball(v2.manifest()));
    assertThat(node.run("apply").exitCode()).isZero();
  }

  @Test
  void aDryRunCountsWhatWouldBeDeleted() throws IOException {
    node.install(Slot.B, v0);
    Files.write(node.slot(Slot.B).resolve("left-over"), new byte[777]);
    assertThat(node.run("apply", "--dry-run", "--json").out()).contains("\"delete\" : 777");
    assertThat(node.slot(Slot.B).resolve("left-over")).exists();
  }

  @Test
  void withoutAFlipNothingIsBooted() {
    Ended ended = node.run("apply", "--no-flip");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("is ready in slot B");
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(node.rebootAsked()).isFalse();
    deaddrop.forgetRequests();

    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.bootState().trial()).contains(new Trial(Slot.B, V2, 3));
    assertThat(deaddrop.requests()).doesNotContain(DeaddropNames.tarball(v2.manifest()));
  }

  @Test
  void anOlderVersionIsTakenWhereAPersonNamesIt() throws IOException {
    node.run("run");
    node.boot();
    node.run("commit");
    Path channel = node.slot(Slot.B).resolve("channel.json");

    Ended ended = node.run("apply", "--version", V0.value());

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.bootState().trial()).contains(new Trial(Slot.A, V0, 3));
    assertThat(Files.readAllBytes(node.slot(Slot.A).resolve("channel.json")))
        .as("what it has followed, it does not forget")
        .isEqualTo(Files.readAllBytes(channel));
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("commit").exitCode()).isZero();
    deaddrop.offer(repository, repository.channel(v1, 1));
    assertThat(node.run("apply").exitCode()).as("below the floor").isEqualTo(4);
  }

  @Test
  void aVersionThatIsNotThereOrAnotherThanItsNameSaysIsRefused() {
    assertThat(node.run("apply", "--version", "20200101-000000").exitCode()).isEqualTo(5);
    assertThat(node.run("apply", "--version", "yesterday").exitCode()).isEqualTo(2);
    deaddrop.put(
        DeaddropNames.manifest(v2.manifest()), deaddrop.get(DeaddropNames.manifest(v0.manifest())));
    deaddrop.put(
        DeaddropNames.signature(DeaddropNames.manifest(v2.manifest())),
        deaddrop.get(DeaddropNames.signature(DeaddropNames.manifest(v0.manifest()))));
    Ended ended = node.run("apply", "--version", V2.value());
    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.err()).contains("version is not the expected one");
    assertThat(node.run("apply", "--version", v1.manifest().version().value()).exitCode())
        .as("runs")
        .isEqualTo(3);
  }

  @Test
  void aStickIsADeaddropToo() throws IOException {
    copyAll();
    node.configure("http://127.0.0.1:1/");

    Ended ended = node.run("apply", "--from", stick.toString());

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.bootState().trial()).contains(new Trial(Slot.B, V2, 3));
    assertThat(node.slot(Slot.B).resolve("channel.json")).exists();
  }

  @Test
  void oneTarballIsEnoughWithWhatBelongsToIt() throws IOException {
    String tarball = DeaddropNames.tarball(v2.manifest());
    for (String name : namesOf(v2)) {
      Files.write(stick.resolve(Path.of(name).getFileName()), deaddrop.get(name));
    }
    node.configure("http://127.0.0.1:1/");
    Path file = stick.resolve(Path.of(tarball).getFileName());

    Ended ended = node.run("apply", "--from", file.toString());

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.bootState().trial()).contains(new Trial(Slot.B, V2, 3));

    Files.delete(stick.resolve(v2.manifest().chunks().name()));
    Ended without = node.run("apply", "--from", file.toString());
    assertThat(without.exitCode()).isEqualTo(5);
    assertThat(without.err()).contains(v2.manifest().chunks().name());
  }

  @Test
  void aStickWithOtherBytesIsRefused() throws IOException {
    String tarball = DeaddropNames.tarball(v2.manifest());
    byte[] altered = deaddrop.get(tarball);
    altered[altered.length / 2] ^= 1;
    deaddrop.put(tarball, altered);
    copyAll();
    assertThat(node.run("apply", "--from", stick.toString()).exitCode()).isEqualTo(4);
    Files.write(stick.resolve(tarball), new byte[10]);
    assertThat(node.run("apply", "--from", stick.toString()).exitCode()).isEqualTo(4);
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
  }

  @Test
  void anotherAddressMayBeGiven() {
    node.configure("http://127.0.0.1:1/");
    assertThat(node.run("apply", "--from", deaddrop.url()).exitCode()).isZero();
  }

  @Test
  void whatIsNoPlaceIsSaidSo() {
    Ended nothing = node.run("apply", "--from", "no-such-place");
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("nothing to install from").contains("no-such-place");
    assertThat(node.run("apply", "--from", "ftp://host/").exitCode()).isEqualTo(2);
  }

  @Test
  void theRunningSlotIsNoTarget() {
    Ended running = node.run("apply", "--target", "a");
    assertThat(running.exitCode()).isEqualTo(6);
    assertThat(running.err()).contains("the running slot is not written to");
    assertThat(node.run("apply", "--target", "c").exitCode()).isEqualTo(2);
    assertThat(node.run("apply", "--target", "b").exitCode()).isZero();
  }

  private void copyAll() throws IOException {
    for (String name :
        List.of(
            TestDeaddrop.LATEST,
            TestDeaddrop.LATEST.replace("latest", "2.json"),
            TestDeaddrop.LATEST.replace("latest", "2.json.minisig"))) {
      copy(name);
    }
    for (String name : namesOf(v2)) {
      copy(name);
    }
  }

  private void copy(String name) throws IOException {
    Path file = stick.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, deaddrop.get(name));
  }

  private static List<String> namesOf(TestRelease release) {
    String manifest = DeaddropNames.manifest(release.manifest());
    return List.of(
        manifest,
        DeaddropNames.signature(manifest),
        DeaddropNames.chunks(release.manifest()),
        DeaddropNames.tarball(release.manifest()));
  }
}
