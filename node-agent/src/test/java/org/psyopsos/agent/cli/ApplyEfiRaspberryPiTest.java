package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.RaspberryPiEfi;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** {@code node-agent apply --target efisys} on a Raspberry Pi. */
class ApplyEfiRaspberryPiTest {

  private static final String[] APPLY = {"apply", "--target", "efisys"};
  private static final String[] APPLY_LOADER = {"apply", "--target", "efisys", "--loader"};

  private static final String PI_3 = "broadcom/bcm2837-rpi-3-b.dtb";
  private static final String PI_4 = "broadcom/bcm2711-rpi-4-b.dtb";

  @TempDir private Path directory;

  private final TestRepository repository = new TestRepository(Platform.AARCH64_RPI);
  private final TestRelease v1 = TestRelease.of(repository, "20261121-100000");
  private final TestRelease esp1 = RaspberryPiEfi.of(repository, "20261121-100001");
  private final TestRelease esp2 = RaspberryPiEfi.of(repository, "20261121-110001");
  private final TestRelease esp3 = withFirmware("20261121-120001", "start.elf", "fixup.dat");
  private TestDeaddrop deaddrop;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    node = new FakeNode(directory, repository, v1);
    node.configure(deaddrop.url());
    node.installEfi(esp1);
    deaddrop.publish(v1);
    offer(esp2, 2);
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void onlyWhatGrubReadsIsReplacedWhereNothingMoreIsAsked() {
    Map<String, String> expected = hashes(esp1);
    hashes(esp2)
        .forEach(
            (path, hash) -> {
              if (path.startsWith("grub/")) {
                expected.put(path, hash);
              }
            });

    Ended ended = node.run(APPLY);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.environment()).containsAllEntriesOf(expected);
    assertThat(files()).isEqualTo(expected.keySet());
    assertThat(node.run(APPLY).out()).contains("but for its loader: --loader writes that, too");
    assertThat(node.run("status").out())
        .contains("the loader on the EFI partition is not that of", "efisys --loader");
  }

  @Test
  void theWholeLoaderIsReplacedWhereThatIsAsked() {
    Ended ended = node.run(APPLY_LOADER);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertHoldsOnly(esp2);
    assertThat(node.run(APPLY_LOADER).exitCode()).isEqualTo(3);
    assertThat(node.run("status").out()).doesNotContain("warning");
  }

  @Test
  void otherFirmwareIsRefusedBeforeAnythingIsFetchedOrWritten() {
    offer(esp3, 3);
    Map<String, String> before = node.environment();
    node.disk().clearLog();

    for (String more : new String[] {"--dry-run", "--no-reboot"}) {
      Ended ended = node.run("apply", "--target", "efisys", "--loader", more);
      assertThat(ended.exitCode()).isEqualTo(6);
      assertThat(ended.err())
          .contains("firmware cannot be replaced on FAT")
          .contains(": start.elf, fixup.dat; expected the files of EFI release 20261121-120001")
          .contains("without --loader all but the loader is applied", "tk mkimage disk");
    }

    assertThat(node.environment()).isEqualTo(before);
    assertThat(node.disk().log()).noneMatch(command -> command.contains("-o rw"));
    assertThat(deaddrop.requests())
        .contains(DeaddropNames.manifest(esp3.manifest()))
        .doesNotContain(
            DeaddropNames.chunks(esp3.manifest()), DeaddropNames.tarball(esp3.manifest()));
  }

  @Test
  void firmwareThatIsMissingIsNotWrittenEither() throws IOException {
    Files.delete(node.efiDirectory().resolve("bootcode.bin"));
    Ended ended = node.run(APPLY_LOADER);
    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.err()).contains(": bootcode.bin; expected", "found others, or none");
    assertThat(node.efiDirectory().resolve("bootcode.bin")).doesNotExist();
  }

  @Test
  void theRestOfAReleaseWithOtherFirmwareIsTaken() throws IOException {
    offer(esp3, 3);
    assertThat(node.run(APPLY).exitCode()).isZero();
    assertThat(node.environment())
        .containsEntry("grub/grub.cfg", hashes(esp3).get("grub/grub.cfg"))
        .containsEntry("start.elf", hashes(esp1).get("start.elf"));
    assertThat(node.run(APPLY).out())
        .contains("but for its loader, which needs other firmware: start.elf, fixup.dat");
    assertThat(node.run("status").out())
        .contains("firmware on the EFI partition is not that of", "(start.elf, fixup.dat)")
        .doesNotContain("--loader");

    for (String name : new String[] {"start.elf", "fixup.dat"}) {
      Files.write(node.efiDirectory().resolve(name), files(esp3).get(name));
    }
    assertThat(node.run(APPLY_LOADER).exitCode()).as("copied by hand").isZero();
    assertHoldsOnly(esp3);
  }

  @Test
  void firmwareThatTheReleaseNamesNoMoreStays() {
    Map<String, byte[]> files = RaspberryPiEfi.files("20261121-120001");
    files.remove("start4.elf");
    files.remove("fixup4.dat");
    offer(TestRelease.esp(repository, "20261121-120001", files), 3);
    Ended ended = node.run(APPLY_LOADER);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.environment()).containsKeys("start4.elf", "fixup4.dat");
  }

  @Test
  void aLoaderThatDoesNotStartThisBoardIsRefusedBeforeAnythingIsFetchedOrWritten()
      throws IOException {
    node.board(PI_4);
    node.boot();
    TestRelease narrow = withBoards("20261121-130001", PI_3);

    assertRefusedBeforeAnythingIsFetchedOrWritten(
        narrow,
        "the EFI release does not start this board: ",
        "; expected boards/" + PI_4 + "/README, dtb/" + PI_4 + ", bcm2711-rpi-4-b.dtb, found none");
    assertThat(node.run(APPLY).exitCode()).as("without the loader").isZero();
  }

  @Test
  void eachFileThatABoardIsStartedByHasToBeThere() throws IOException {
    node.board(PI_4);
    node.boot();
    int seq = 3;
    for (String path :
        new String[] {"boards/" + PI_4 + "/README", "dtb/" + PI_4, "bcm2711-rpi-4-b.dtb"}) {
      String version = "20261121-13000" + seq;
      Map<String, byte[]> files = filesWithBoards(version, PI_3, PI_4);
      assertThat(files.remove(path)).isNotNull();
      offer(TestRelease.esp(repository, version, files), seq++);
      Ended ended = node.run(APPLY_LOADER);
      assertThat(ended.exitCode()).as(path).isEqualTo(4);
      assertThat(ended.err()).contains("; expected " + path + ", found none");
    }
  }

  @Test
  void anotherSteppingOfTheChipSharesItsDeviceTreeAndNotItsDirectory() throws IOException {
    node.board("c0/" + PI_4);
    node.boot();
    offer(withBoards("20261121-130001", PI_3, PI_4), 3);
    assertThat(node.run(APPLY_LOADER).err())
        .contains("; expected boards/c0/" + PI_4 + "/README, found none");

    Map<String, byte[]> files = filesWithBoards("20261121-140001", PI_3, PI_4);
    files.put("boards/c0/" + PI_4 + "/README", TestRelease.content("README", 50));
    offer(TestRelease.esp(repository, "20261121-140001", files), 4);
    Ended ended = node.run(APPLY_LOADER);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  @Test
  void boardsThatThisIsNotMayGo() throws IOException {
    node.installEfi(withBoards("20261121-120002", PI_3, PI_4));
    node.board(PI_4);
    node.boot();
    TestRelease narrow = withBoards("20261121-130001", PI_4);
    offer(narrow, 3);
    Ended ended = node.run(APPLY_LOADER);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertHoldsOnly(narrow);
  }

  @Test
  void noDeviceTreeMayGoWhereTheBoardIsNotKnown() throws IOException {
    node.installEfi(withBoards("20261121-120002", PI_3, PI_4));
    assertRefusedBeforeAnythingIsFetchedOrWritten(
        withBoards("20261121-130001", PI_3),
        "the EFI release drops what may start this board: ",
        "; expected bcm2711-rpi-4-b.dtb, dtb/" + PI_4 + ", boards/" + PI_4 + "/README, found none");

    TestRelease wide = withBoards("20261121-140001", PI_3, PI_4, "broadcom/bcm2711-rpi-400.dtb");
    offer(wide, 4);
    Ended ended = node.run(APPLY_LOADER);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertHoldsOnly(wide);
  }

  /** An older tk makes none for the stepping; the other one's would then count for this board. */
  @Test
  void norMayWhatTellsSteppingsApart() throws IOException {
    Map<String, byte[]> files = filesWithBoards("20261121-120002", PI_4);
    String stepping = "boards/c0/" + PI_4 + "/README";
    files.put(stepping, TestRelease.content("README", 50));
    node.installEfi(TestRelease.esp(repository, "20261121-120002", files));
    assertRefusedBeforeAnythingIsFetchedOrWritten(
        withBoards("20261121-130001", PI_4),
        "the EFI release drops what may start this board: ",
        "; expected " + stepping + ", found none");
  }

  private void assertRefusedBeforeAnythingIsFetchedOrWritten(
      TestRelease refused, String what, String missing) {
    offer(refused, 3);
    Map<String, String> before = node.environment();
    node.disk().clearLog();

    String version = refused.manifest().version().value();
    for (String more : new String[] {"--dry-run", "--no-reboot", "--version " + version}) {
      Ended ended = node.run(("apply --target efisys --loader " + more).split(" ", -1));
      assertThat(ended.exitCode()).as(more).isEqualTo(4);
      assertThat(ended.err())
          .as(more)
          .contains(what + DeaddropNames.manifest(refused.manifest()), missing)
          .contains("name the board in rpi.boards of tk.toml", "without --loader");
    }

    assertThat(node.run("status", "--json").out()).contains("\"reason\" : \"wrong-hardware\"");
    assertThat(node.environment()).isEqualTo(before);
    assertThat(node.disk().log()).noneMatch(command -> command.contains("-o rw"));
    assertThat(deaddrop.requests())
        .contains(DeaddropNames.manifest(refused.manifest()))
        .doesNotContain(
            DeaddropNames.chunks(refused.manifest()), DeaddropNames.tarball(refused.manifest()));
  }

  private TestRelease withBoards(String version, String... boards) {
    return TestRelease.esp(repository, version, filesWithBoards(version, boards));
  }

  private static Map<String, byte[]> filesWithBoards(String version, String... boards) {
    Map<String, byte[]> files = RaspberryPiEfi.files(version);
    files.keySet().removeIf(path -> path.endsWith(".dtb"));
    for (String board : boards) {
      byte[] tree = TestRelease.content(board + version, 400);
      files.put(board.substring(board.lastIndexOf('/') + 1), tree);
      files.put("dtb/" + board, tree);
      files.put("boards/" + board + "/README", TestRelease.content("README", 50));
    }
    return files;
  }

  private TestRelease withFirmware(String version, String... names) {
    return TestRelease.esp(repository, version, filesWithFirmware(version, names));
  }

  private static Map<String, byte[]> filesWithFirmware(String version, String... names) {
    Map<String, byte[]> files = RaspberryPiEfi.files(version);
    for (String name : names) {
      files.put(name, TestRelease.content(name + version, 600));
    }
    return files;
  }

  private static Map<String, byte[]> files(TestRelease release) {
    return filesWithFirmware(release.manifest().version().value(), "start.elf", "fixup.dat");
  }

  private void offer(TestRelease esp, long seq) {
    deaddrop.publish(esp);
    deaddrop.offer(repository, repository.channel(v1, Optional.of(esp), seq));
  }

  private void assertHoldsOnly(TestRelease release) {
    assertThat(node.environment()).containsAllEntriesOf(hashes(release));
    assertThat(files()).isEqualTo(hashes(release).keySet());
  }

  /** What lies there, but for what the agent itself keeps. */
  private Set<String> files() {
    Set<String> files = new TreeSet<>(node.environment().keySet());
    files.removeIf(path -> path.matches("grub/(env\\.[ab]|boots|manifest\\.json(\\.minisig)?)"));
    return files;
  }

  private static Map<String, String> hashes(TestRelease release) {
    Map<String, String> hashes = new TreeMap<>();
    for (Artifact file : release.manifest().files()) {
      hashes.put(file.path(), file.sha256().hex());
    }
    return hashes;
  }
}
