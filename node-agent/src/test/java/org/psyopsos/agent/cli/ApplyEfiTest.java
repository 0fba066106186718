package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeDisk;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** {@code node-agent apply --target efisys}. */
class ApplyEfiTest {

  private static final String LOADER = "EFI/BOOT/BOOTX64.EFI";
  private static final String MEMTEST = "memtest/memtest.efi";
  private static final String[] APPLY = {"apply", "--target", "efisys"};

  @TempDir private Path directory;
  @TempDir private Path stick;

  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = TestRelease.of(repository, "20261121-100000");
  private final TestRelease v2 = TestRelease.of(repository, "20261121-110000");
  private final TestRelease esp1 = esp("20261121-100001");
  private final TestRelease esp2 = esp("20261121-110001");
  private TestDeaddrop deaddrop;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    node = node("node");
    deaddrop.publish(v2);
    offer(esp2, 2);
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void allButTheLoaderIsBroughtToWhatTheChannelOffers() throws IOException {
    Map<String, String> slot = node.content(Slot.B);
    byte[] environment = read("grub/env.a");

    Ended ended = node.run(APPLY);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains(esp2.manifest().version() + " is on the EFI partition");
    assertHolds(node, esp2, esp1);
    assertThat(read("grub/manifest.json")).isEqualTo(esp2.signedManifest().bytes());
    assertThat(node.efiDirectory().resolve("grub/manifest.json.minisig")).exists();
    assertThat(node.content(Slot.B)).isEqualTo(slot);
    assertThat(read("grub/env.a")).isEqualTo(environment);
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.disk().mounts()).doesNotContainKey(efi());
  }

  @Test
  void theLoaderIsReplacedWhereThatIsAsked() throws IOException {
    assertThat(node.run("apply", "--target", "efisys", "--loader").exitCode()).isZero();
    assertHolds(node, esp2, esp2);
    assertThat(node.run("apply", "--target", "efisys", "--loader").exitCode()).isEqualTo(3);
  }

  @Test
  void whatIsThereIsNotWrittenAgain() throws IOException {
    Path memtest = node.efiDirectory().resolve(MEMTEST);
    Files.setLastModifiedTime(memtest, FileTime.fromMillis(0));
    node.run(APPLY);
    assertThat(Files.getLastModifiedTime(memtest)).isEqualTo(FileTime.fromMillis(0));
    deaddrop.forgetRequests();

    Ended again = node.run(APPLY);

    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.out()).contains("but for its loader: --loader writes that, too");
    assertThat(deaddrop.requests())
        .noneMatch(name -> name.equals(DeaddropNames.tarball(esp2.manifest())));
    Ended loader = node.run("apply", "--target", "efisys", "--loader");
    assertThat(loader.exitCode()).isZero();
    assertHolds(node, esp2, esp2);
  }

  @Test
  void rotIsHealedWithoutANewerRelease() throws IOException {
    node.run(APPLY);
    Files.write(node.efiDirectory().resolve(ConfigFiles.CONFIG), new byte[3]);
    Files.delete(node.efiDirectory().resolve(MEMTEST));
    assertThat(node.run(APPLY).exitCode()).isZero();
    assertHolds(node, esp2, esp1);
  }

  @Test
  void anOlderReleaseIsTakenOnlyWhereAPersonNamesIt() throws IOException {
    node.run(APPLY);
    offer(esp1, 3);
    assertThat(node.run(APPLY).exitCode()).isEqualTo(3);
    assertHolds(node, esp2, esp1);
    String version = esp1.manifest().version().value();
    Ended ended = node.run("apply", "--target", "efisys", "--version", version);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertHolds(node, esp1, esp1);
  }

  @Test
  void aSlotAndTheEfiPartitionMayBeWrittenTogether() throws IOException {
    Ended ended = node.run("apply", "--target", "nonbooted,efisys", "--json");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("\"outcome\" : \"reboot-needed\"", "\"outcome\" : \"efi-written\"");
    assertHolds(node, esp2, esp1);
    ReleaseVersion version = v2.manifest().version();
    assertThat(node.bootState().trial()).contains(new Trial(Slot.B, version, 3));

    FakeNode other = node("other");
    assertThat(other.run("apply", "--target", "b", "--target", "efisys").exitCode()).isZero();
    assertHolds(other, esp2, esp1);
    assertThat(other.bootState().trial()).contains(new Trial(Slot.B, version, 3));
  }

  @Test
  void whileATrialRunsNothingChangesOnTheEfiPartition() throws IOException {
    node.run("apply");
    node.boot();
    Ended ended = node.run(APPLY);
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out()).contains("has not been committed yet");
    assertHolds(node, esp1, esp1);
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    Map<String, String> before = node.environment();
    node.disk().clearLog();
    Ended ended = node.run("apply", "--target", "efisys", "--dry-run", "--json");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    long size = 2 * (3000 + 75);
    assertThat(ended.out()).contains("\"outcome\" : \"planned\"", "\"write\" : " + size);
    assertThat(ended.out()).contains("would be written to the EFI partition");
    assertThat(node.environment()).isEqualTo(before);
    assertThat(node.disk().log()).noneMatch(command -> command.contains("-o rw"));
  }

  @Test
  void aTimersRunLeavesTheEfiPartitionAlone() throws IOException {
    node.run("run");
    assertHolds(node, esp1, esp1);
  }

  @Test
  void aChannelWithoutEfiReleaseOffersNone() {
    deaddrop.offer(repository, repository.channel(v2, 3));
    Ended ended = node.run(APPLY);
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out()).contains("the channel offers no EFI release");
  }

  @Test
  void otherBytesThanWereSignedLeaveTheOldFiles() throws IOException {
    String name = DeaddropNames.tarball(esp2.manifest());
    byte[] tarball = deaddrop.get(name);
    tarball[(int) esp2.manifest().file(ConfigFiles.CONFIG).orElseThrow().offset()] ^= 1;
    deaddrop.put(name, tarball);
    assertThat(node.run(APPLY).exitCode()).isEqualTo(4);
    assertHolds(node, esp1, esp1);
  }

  @Test
  void aSlotsReleaseIsNoEfiRelease() throws IOException {
    offer(v2, 3);
    assertThat(node.run(APPLY).exitCode()).isEqualTo(4);
    assertHolds(node, esp1, esp1);
  }

  @Test
  void oneTarballIsEnough() throws IOException {
    String manifest = DeaddropNames.manifest(esp2.manifest());
    for (String name :
        new String[] {
          manifest,
          DeaddropNames.signature(manifest),
          DeaddropNames.chunks(esp2.manifest()),
          DeaddropNames.tarball(esp2.manifest())
        }) {
      Files.write(stick.resolve(Path.of(name).getFileName()), deaddrop.get(name));
    }
    String tarball = stick.resolve(esp2.manifest().tarball().name()).toString();
    assertThat(node.run("apply", "--from", tarball).exitCode()).as("for a slot").isEqualTo(2);
    assertThat(node.run("apply", "--target", "efisys", "--from", tarball).exitCode()).isZero();
    assertHolds(node, esp2, esp1);
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    wrong("only one slot can be written", "--target", "a,b");
    wrong("no such target: --target", "--target", "efi");
    wrong("the loader lies on the EFI partition: --loader", "--loader");
    wrong("one release for a slot", "--target", "b,efisys", "--version", "20261121-110001");
  }

  private void wrong(String told, String... options) {
    String[] command = Stream.concat(Stream.of("apply"), Stream.of(options)).toArray(String[]::new);
    Ended ended = node.run(command);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(told);
  }

  @Test
  void aPartitionThatSomebodyHasMountedIsLeftAlone() throws IOException {
    node.disk().mountElsewhere(efi(), directory.resolve("boot/efi"));
    Ended ended = node.run(APPLY);
    assertThat(ended.exitCode()).isEqualTo(6);
  }

  @Test
  void aCardBehindItsWriteProtectionIsRefusedBeforeAnythingIsFetched() {
    node.write("sys/class/block/vda1/ro", "1\n".getBytes(StandardCharsets.US_ASCII));
    Ended ended = node.run(APPLY);
    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.err()).contains("the partition to be written cannot be written to: /dev/vda1");
    assertThat(deaddrop.requests()).doesNotContain(DeaddropNames.tarball(esp2.manifest()));
  }

  @Test
  void beforeGrubsConfigurationIsTouchedItHasASpare() throws IOException {
    Files.delete(node.efiDirectory().resolve(ConfigFiles.SPARE_CONFIG));
    Files.delete(node.efiDirectory().resolve(ConfigFiles.SUMS));
    deaddrop.remove(DeaddropNames.tarball(esp2.manifest()));
    assertThat(node.run(APPLY).exitCode()).isEqualTo(5);
    assertThat(new ConfigFiles(node.efiDirectory()).isSpareIntact()).isTrue();
    assertThat(read(ConfigFiles.SPARE_CONFIG)).isEqualTo(read(ConfigFiles.CONFIG));
  }

  @Test
  void whatTheSpareHoldsAlreadyIsNotWrittenBesideItOnceMore() throws IOException {
    Path spare = node.efiDirectory().resolve(ConfigFiles.SPARE_CONFIG);
    Files.setLastModifiedTime(spare, FileTime.fromMillis(0));
    Files.delete(node.efiDirectory().resolve(ConfigFiles.SPARE_SUMS));
    deaddrop.remove(DeaddropNames.tarball(esp2.manifest()));
    assertThat(node.run(APPLY).exitCode()).isEqualTo(5);
    assertThat(new ConfigFiles(node.efiDirectory()).isSpareIntact()).isTrue();
    assertThat(Files.getLastModifiedTime(spare)).isEqualTo(FileTime.fromMillis(0));
  }

  @Test
  void whatAnotherAttemptHasLeftGoesAfterACheckOfTheFileSystem() throws IOException {
    Path leftover =
        Files.write(node.efiDirectory().resolve("memtest/older.efi.tmp~"), new byte[10]);
    assertThat(node.run(APPLY).exitCode()).isZero();
    assertThat(leftover).doesNotExist();
    assertThat(node.disk().log()).contains("fsck.vfat -a " + efi());
  }

  @Test
  void whatMayBeASecondNameOfTheLoaderIsNotTouched() throws IOException {
    Path leftover = node.efiDirectory().resolve(LOADER + ".tmp~");
    Files.write(leftover, read(LOADER));
    Ended ended = node.run(APPLY);
    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.err()).contains("two names for what may be one file", "fsck.vfat");
    assertThat(leftover).exists();
    assertHolds(node, esp1, esp1);
  }

  @Test
  void emptyFilesShareNothing() throws IOException {
    Files.write(node.efiDirectory().resolve("grub/manifest.json.minisig"), new byte[0]);
    Files.write(node.efiDirectory().resolve("grub/manifest.json.minisig.tmp~"), new byte[0]);
    assertThat(node.run(APPLY).exitCode()).isZero();
    assertHolds(node, esp2, esp1);
  }

  @Test
  void filesThatTheReleaseNamesNoMoreGo() throws IOException {
    TestRelease less = esp("20261121-120001", Optional.empty());
    offer(less, 3);
    assertThat(node.run(APPLY).exitCode()).isZero();
    assertThat(node.efiDirectory().resolve(MEMTEST)).doesNotExist();
    assertHolds(node, less, esp1);
  }

  @Test
  void whereverTheAgentIsKilledGrubFindsAWholeConfigurationAndAWholeLoader() throws IOException {
    boolean killed = true;
    for (int step = 0; killed; step++) {
      FakeNode other = node("killed-" + step);
      killed = isKilled(other, step);
      other.disk().unmountAll();
      ConfigFiles files = new ConfigFiles(other.efiDirectory());
      assertThat(files.isIntact() || files.isSpareIntact()).as("step %d", step).isTrue();
      assertThat(Sha256.of(other.efiDirectory().resolve(LOADER)))
          .isIn(hash(esp1, LOADER), hash(esp2, LOADER));
      Ended ended = other.run("apply", "--target", "efisys", "--loader");
      assertThat(ended.exitCode()).as("step %d: %s", step, ended.err()).isIn(0, 3);
      assertHolds(other, esp2, esp2);
    }
  }

  @Test
  void statusTellsWhatTheEfiPartitionHolds() throws IOException {
    assertThat(node.run("status").out())
        .contains("efi release  " + esp1.manifest().version())
        .doesNotContain("warning");
    Files.write(node.efiDirectory().resolve(MEMTEST), new byte[3]);
    assertThat(node.run("status").out()).contains("does not hold " + MEMTEST + " of EFI release ");
    assertThat(node.run("status", "--json").out())
        .containsPattern("\"differing\" : \\[\\s*\"" + MEMTEST + "\"");
    node.run(APPLY);
    assertThat(node.run("status").out())
        .contains("the loader on the EFI partition is not that of", "efisys --loader");
  }

  @Test
  void statusWarnsWhereTheCommittedReleaseGoesWithANewerEfiRelease() {
    node.run("apply");
    node.boot();
    node.run("commit");
    assertThat(node.run("status").out())
        .contains("holds " + esp1.manifest().version() + ", older than ");
    node.run("apply", "--target", "efisys", "--loader");
    assertThat(node.run("status").out()).doesNotContain("warning");
  }

  private boolean isKilled(FakeNode victim, int step) throws IOException {
    AtomicInteger left = new AtomicInteger(step);
    victim
        .disk()
        .beforeEach(
            next -> {
              if (left.getAndDecrement() <= 0) {
                throw new Killed();
              }
            });
    try {
      victim.run("apply", "--target", "efisys", "--loader");
      return false;
    } catch (Killed e) {
      Files.deleteIfExists(victim.root().resolve("run/node-agent/lock"));
      return true;
    } finally {
      victim.disk().beforeEach(next -> {});
    }
  }

  /** The end of the agent's process, here and now. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private FakeNode node(String name) throws IOException {
    FakeNode made = new FakeNode(Files.createDirectory(directory.resolve(name)), repository, v1);
    made.configure(deaddrop.url());
    made.installEfi(esp1);
    return made;
  }

  private void offer(TestRelease esp, long seq) {
    deaddrop.publish(esp);
    deaddrop.offer(repository, repository.channel(v2, Optional.of(esp), seq));
  }

  private byte[] read(String name) throws IOException {
    return Files.readAllBytes(node.efiDirectory().resolve(name));
  }

  private static void assertHolds(FakeNode node, TestRelease release, TestRelease loader)
      throws IOException {
    for (var file : release.manifest().files()) {
      Manifest expected = file.path().equals(LOADER) ? loader.manifest() : release.manifest();
      assertThat(Sha256.of(node.efiDirectory().resolve(file.path())))
          .as(file.path())
          .isEqualTo(expected.file(file.path()).orElseThrow().sha256());
    }
  }

  private static Sha256 hash(TestRelease release, String path) {
    return release.manifest().file(path).orElseThrow().sha256();
  }

  private TestRelease esp(String version) {
    return esp(version, Optional.of("memtest"));
  }

  private TestRelease esp(String version, Optional<String> memtest) {
    byte[] config = TestRelease.content("config " + version, 3000);
    byte[] sums = ConfigFiles.sums(Sha256.of(config));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(LOADER, TestRelease.content("loader " + version, 9000));
    files.put(ConfigFiles.CONFIG, config);
    files.put(ConfigFiles.SUMS, sums);
    files.put(ConfigFiles.SPARE_CONFIG, config);
    files.put(ConfigFiles.SPARE_SUMS, sums);
    memtest.ifPresent(text -> files.put(MEMTEST, text.getBytes(StandardCharsets.US_ASCII)));
    return TestRelease.esp(repository, version, files);
  }

  private static String efi() {
    return FakeDisk.ENTRIES.get(0).device();
  }
}
