package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.io.Command;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** What goes over the wire, counted: nothing that is here already, and nothing twice. */
class TransferTest {

  private static final int SQUASHFS = 1 << 20;
  private static final int CHUNK = 4096;
  private static final Pattern COUNTS =
      Pattern.compile("fetched (\\d+), reused (\\d+), written (\\d+), skipped (\\d+) bytes");

  @TempDir private Path directory;

  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = release("20261121-100000", 0);
  private final TestRelease v2 = release("20261121-110000", 5 * CHUNK);
  private final String tarball = DeaddropNames.tarball(v2.manifest());
  private TestDeaddrop deaddrop;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    node = new FakeNode(directory, repository, v1);
    node.configure(deaddrop.url());
    deaddrop.publish(repository, v2, 2);
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void onlyWhatTheRunningSlotDoesNotHoldIsFetched() {
    Counts counts = apply();

    assertThat(counts.fetched()).isEqualTo(5 * CHUNK);
    assertThat(counts.written()).isEqualTo(v2.manifest().contentSize());
    assertThat(counts.reused()).isEqualTo(v2.manifest().contentSize() - 5 * CHUNK);
    assertThat(deaddrop.requests()).filteredOn(tarball::equals).hasSize(1);
    requireWhole(Slot.B);
  }

  @Test
  void whatTheOtherSlotHeldIsOfUseToo() throws IOException {
    TestRelease older = release("20261121-090000", 5 * CHUNK, 7 * CHUNK);
    node.install(Slot.B, older);

    Counts counts = apply();

    assertThat(counts.fetched()).as("v2 = v1 where older differs, older where v1 does").isZero();
    assertThat(deaddrop.requests()).doesNotContain(tarball);
    requireWhole(Slot.B);
  }

  @Test
  void whatIsThereIsNotWrittenAgain() throws IOException {
    node.install(Slot.B, v1);
    Path kernel = node.slot(Slot.B).resolve("kernel");
    Object before = Files.getAttribute(kernel, "unix:ino");

    Counts counts = apply();

    assertThat(counts.there()).isEqualTo(v2.manifest().contentSize() - SQUASHFS);
    assertThat(counts.written()).isEqualTo(SQUASHFS);
    assertThat(Files.getAttribute(kernel, "unix:ino")).isEqualTo(before);
    requireWhole(Slot.B);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 300_000, 1_000_000})
  void aBrokenTransferGoesOnWhereItWas(int bytes) {
    TestRelease other = noise("20261121-110000");
    String name = DeaddropNames.tarball(other.manifest());
    deaddrop.publish(repository, other, 3);
    deaddrop.breakOffAfter(name, bytes);

    assertThat(node.run("apply").exitCode()).isEqualTo(5);
    long before = deaddrop.bytesSent();
    Counts counts = apply();

    long size = other.manifest().tarball().size();
    long again = deaddrop.bytesSent() - before;
    assertThat(bytes + counts.fetched())
        .as("no more twice than the chunk in flight and what lies between the files")
        .isLessThanOrEqualTo(size + CHUNK + 8 * 512);
    assertThat(again).isLessThan(size + 20_000);
    assertThat(counts.there() + counts.written()).isEqualTo(other.manifest().contentSize());
  }

  @Test
  void aServerWithoutRangesIsGoodEnough() {
    deaddrop.ranges(false);

    Counts counts = apply();

    assertThat(counts.fetched()).isEqualTo(v2.manifest().tarball().size());
    assertThat(counts.reused()).as("copied before anything is fetched").isPositive();
    requireWhole(Slot.B);
  }

  @Test
  void aSeedThatRottedIsFetchedInstead() throws IOException {
    Path squashfs = node.slot(Slot.A).resolve("squashfs");
    byte[] bytes = Files.readAllBytes(squashfs);
    bytes[900_000] ^= 1;
    Files.write(squashfs, bytes);

    Counts counts = apply();

    assertThat(counts.fetched()).isEqualTo(6 * CHUNK);
    assertThat(deaddrop.requests()).filteredOn(tarball::equals).hasSize(2);
    requireWhole(Slot.B);
  }

  @Test
  void theOldReleaseStaysWholeUntilTheNewOneIs() throws IOException {
    TestRelease other = noise("20261121-110000");
    node.install(Slot.B, v1);
    Map<String, String> before = node.content(Slot.B);
    deaddrop.publish(repository, other, 3);
    deaddrop.breakOffAfter(DeaddropNames.tarball(other.manifest()), 500_000);

    assertThat(node.run("apply").exitCode()).isEqualTo(5);

    assertThat(node.content(Slot.B)).containsAllEntriesOf(before);
  }

  @Test
  void aMediumThatLosesWhatWasWrittenCostsNotTheOldRelease() throws IOException {
    node.install(Slot.B, v1);
    Map<String, String> before = node.content(Slot.B);
    Path squashfs = node.slot(Slot.B).resolve("incoming/squashfs");
    node.disk().beforeEach(command -> rot(command, squashfs));

    Ended failed = node.run("apply");

    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(6);
    assertThat(failed.err()).contains("the medium does not hold what was written to it");
    assertThat(node.content(Slot.B)).containsAllEntriesOf(before);
    assertThat(node.bootState().trial()).isEmpty();

    node.disk().beforeEach(command -> {});
    assertThat(apply().written()).as("the one chunk that was lost").isEqualTo(CHUNK);
    requireWhole(Slot.B);
  }

  /** What the cache had of it is not what the next mount finds. */
  private static void rot(Command command, Path written) {
    if (command.arguments().contains("mount") && Files.exists(written)) {
      try {
        byte[] bytes = Files.readAllBytes(written);
        bytes[0] ^= 1;
        Files.write(written, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Counts(long fetched, long reused, long written, long there) {}

  private Counts apply() {
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    Matcher counts = COUNTS.matcher(ended.err());
    assertThat(counts.find()).as(ended.err()).isTrue();
    return new Counts(
        Long.parseLong(counts.group(1)),
        Long.parseLong(counts.group(2)),
        Long.parseLong(counts.group(3)),
        Long.parseLong(counts.group(4)));
  }

  private void requireWhole(Slot slot) {
    new org.psyopsos.release.SlotDirectory(node.slot(slot)).requireContent(v2.manifest());
    assertThat(node.slot(slot).resolve("incoming")).doesNotExist();
  }

  /** A release whose squashfs differs from another's in the last bytes before these ends. */
  private TestRelease release(String version, int... changed) {
    byte[] squashfs = TestRelease.content("squashfs", SQUASHFS);
    for (int bytes : changed) {
      byte[] change = TestRelease.content("change " + bytes, bytes);
      System.arraycopy(change, 0, squashfs, bytes == 5 * CHUNK ? 40 * CHUNK : 80 * CHUNK, bytes);
    }
    return release(version, squashfs, TestRelease.content("kernel", 9000));
  }

  /** A release that shares nothing with another. */
  private TestRelease noise(String version) {
    return release(
        version, TestRelease.content("noise", SQUASHFS), TestRelease.content("noisy kernel", 9000));
  }

  private TestRelease release(String version, byte[] squashfs, byte[] kernel) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", kernel);
    files.put("initramfs", TestRelease.content("initramfs", 5000));
    files.put("squashfs", squashfs);
    files.put("boot.env", TestRelease.content("boot.env", 1024));
    return TestRelease.of(repository, version, Platform.X86_64_UEFI, files);
  }
}
