package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.RaspberryPiEfi;
import org.psyopsos.grub.BootFiles;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.SlotDocuments;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.testing.TestRoots;

/** What a node does to its disk. */
final class Scenarios {

  private static final String LOADER = "EFI/BOOT/BOOTX64.EFI";
  private static final String LOADER_TOO = "--loader";

  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = release("20261121-100000");
  private final TestRelease v2 = release("20261121-110000");
  private final TestRelease v3 = release("20261121-120000");
  private final EfiReleases pc =
      new EfiReleases(repository, v1, esp("20261121-100001"), esp("20261121-110001"));
  private final EfiReleases pi = raspberryPi();
  private final KnownReleases known =
      new KnownReleases(
          List.of(v1, v2, v3, pc.before(), pc.after(), pi.os(), pi.before(), pi.after()));
  private final StoredObjects offersV1 = offers(v1, 1);
  private final StoredObjects offersV2 = offers(v2, 2);
  private final StoredObjects offersV3 = offers(v3, 3);
  private final DiskState fresh = fresh();
  private final DiskState onV2 = after(fresh, offersV2, node -> node.unitsUntil(runs(v2)));

  KnownReleases known() {
    return known;
  }

  /** All, or the one of this name. */
  List<Scenario> all(String name) {
    List<Scenario> found =
        all().stream().filter(scenario -> name.isEmpty() || scenario.name().equals(name)).toList();
    assertThat(found).as("scenarios of the name '%s'", name).isNotEmpty();
    return found;
  }

  private List<Scenario> all() {
    DiskState onV3 = after(onV2, offersV3, node -> node.unitsUntil(runs(v3)));
    List<Scenario> givingWay = new GivingWay(repository, known, onV3, offersV3, v3, v2).all();
    return Stream.concat(updates().stream(), givingWay.stream()).toList();
  }

  private List<Scenario> updates() {
    return List.of(
        installation(),
        installationOverAnOldRelease(),
        commit(),
        failedTrial(),
        rollback(),
        replacingWhatWaits(),
        repairOfBothCopies(),
        commitWithOneCopy(),
        newerRoot(),
        efi("EFI update", pc),
        efi("EFI update with loader", pc, LOADER_TOO),
        efi("EFI update of a Raspberry Pi", pi, LOADER_TOO));
  }

  private Scenario installation() {
    return new Scenario(
        "installation and flip",
        repository,
        fresh,
        offersV2,
        SimulatedNode::boot,
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v2)));
  }

  private Scenario installationOverAnOldRelease() {
    return new Scenario(
        "installation over an old release",
        repository,
        onV2,
        offersV3,
        SimulatedNode::boot,
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v3)));
  }

  private Scenario commit() {
    return new Scenario(
        "commit",
        repository,
        fresh,
        offersV2,
        Scenarios::install,
        node -> {
          node.boot();
          node.commit();
        },
        node -> node.unitsUntil(runs(v2)));
  }

  private Scenario failedTrial() {
    return new Scenario(
        "failed trial",
        repository,
        fresh,
        offersV2,
        Scenarios::install,
        node -> {
          node.node().healthService(false);
          node.boot();
          node.commit();
        },
        node -> {
          node.node().healthService(false);
          node.unitsUntil(
              settled ->
                  runs(v1).test(settled)
                      && settled
                          .bootState()
                          .bad()
                          .filter(bad -> bad.version().equals(version(v2)))
                          .isPresent());
          assertThat(node.bootState().bad().orElseThrow().because())
              .isIn(FailedBecause.HEALTH_CHECK, FailedBecause.ATTEMPTS_USED_UP);
        });
  }

  private Scenario rollback() {
    return new Scenario(
        "rollback by hand",
        repository,
        onV2,
        offersV2,
        SimulatedNode::boot,
        node -> node.run("rollback"),
        node -> node.unitsUntil(runs(v1).or(runs(v2))));
  }

  private Scenario replacingWhatWaits() {
    return new Scenario(
        "replacing a version that waits",
        repository,
        fresh,
        offersV3,
        node -> {
          node.deaddrop(offersV2);
          node.boot();
          node.run("run");
          node.deaddrop(offersV3);
        },
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v3)));
  }

  private Scenario repairOfBothCopies() {
    Tree efi = destroyed(destroyed(fresh.efi(), Grub.ENV_A), Grub.ENV_B);
    return new Scenario(
        "repair of both copies",
        repository,
        DiskState.unmounted(efi, fresh.a(), fresh.b()),
        offersV1,
        SimulatedNode::boot,
        SimulatedNode::commit,
        node -> node.unitsUntil(runs(v1)));
  }

  /** The copy that does not count is destroyed while a version waits to be tried. */
  private Scenario commitWithOneCopy() {
    DiskState waiting = after(fresh, offersV2, Scenarios::install);
    Tree withoutA = destroyed(waiting.efi(), Grub.ENV_A);
    boolean countsB = Grub.of(withoutA).decision().equals(Grub.of(waiting.efi()).decision());
    Tree efi = countsB ? withoutA : destroyed(waiting.efi(), Grub.ENV_B);
    return new Scenario(
        "commit with one copy",
        repository,
        DiskState.unmounted(efi, waiting.a(), waiting.b()),
        offersV2,
        node -> {},
        node -> {
          node.boot();
          node.commit();
        },
        node -> node.unitsUntil(runs(v2)));
  }

  private static Tree destroyed(Tree efi, String copy) {
    return efi.with(copy, new Content(new byte[efi.bytes(copy).length]));
  }

  private Scenario newerRoot() {
    StoredObjects newer =
        StoredObjects.published(
            deaddrop -> {
              deaddrop.publish(repository, v2, 2);
              new TestRoots()
                  .with(
                      TestRoots.root(
                          2, 1, repository.rootKey, repository.releaseKey, repository.channelKey),
                      repository.rootKey)
                  .objects
                  .forEach(deaddrop::put);
            });
    return new Scenario(
        "a newer root is kept",
        repository,
        onV2,
        newer,
        SimulatedNode::boot,
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v2)));
  }

  /** The EFI partition is brought from one release to another. */
  private static Scenario efi(String name, EfiReleases releases, String... more) {
    String[] apply =
        Stream.concat(Stream.of("apply", "--target", "efisys"), Stream.of(more))
            .toArray(String[]::new);
    return new Scenario(
        name,
        releases.repository(),
        releases.begin(),
        releases.offer(),
        SimulatedNode::boot,
        node -> node.run(apply),
        node -> {
          node.boot();
          node.run(apply);
          releases.requireIn(node.disk().inMemory().efi(), more.length > 0);
        });
  }

  private static void install(SimulatedNode node) {
    node.boot();
    node.run("run");
  }

  /** Committed, running, and nothing on trial. */
  static Predicate<SimulatedNode> runs(TestRelease release) {
    return node -> {
      BootState state = node.bootState();
      return state.trial().isEmpty()
          && version(node, state.committed()).equals(Optional.of(version(release)));
    };
  }

  private static Optional<ReleaseVersion> version(SimulatedNode node, Slot slot) {
    return new SlotDocuments(node.node().slot(slot)).manifest().map(Manifest::version);
  }

  private static ReleaseVersion version(TestRelease release) {
    return release.manifest().version();
  }

  private StoredObjects offers(TestRelease release, long seq) {
    return StoredObjects.published(deaddrop -> deaddrop.publish(repository, release, seq));
  }

  /** As an image is, with an EFI release. */
  private DiskState fresh() {
    return pc.begin();
  }

  /** The same with other releases. */
  static DiskState fresh(TestRepository repository, TestRelease os, Optional<TestRelease> esp) {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      FakeNode node = new FakeNode(files.getPath("/node"), repository, os);
      if (esp.isPresent()) {
        node.installEfi(esp.get());
      }
      return DiskState.of(node.disk());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private DiskState after(DiskState begin, StoredObjects deaddrop, Consumer<SimulatedNode> what) {
    try (SimulatedNode node = new SimulatedNode(begin, repository, deaddrop)) {
      what.accept(node);
      node.end();
      DiskState end = node.disk().inMemory();
      return DiskState.unmounted(end.efi(), end.a(), end.b());
    }
  }

  /** All sectors of it can be counted on a few fingers. */
  private TestRelease release(String version) {
    return release(repository, version);
  }

  /** The same for another repository. */
  static TestRelease release(TestRepository repository, String version) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", TestRelease.content("kernel " + version, 700));
    files.put("initramfs", TestRelease.content("initramfs", 300));
    files.put("squashfs", TestRelease.content("squashfs " + version, 4096 + 600));
    files.put(BootFiles.ENVIRONMENT, BootFiles.environment(new KernelArguments("quiet")));
    files.put("dtbs/board.dtb", TestRelease.content("dtb", 200));
    return TestRelease.of(repository, version, repository.platform(), files);
  }

  /** What GRUB reads is the same in both: how that is replaced is seen on a PC. */
  private static EfiReleases raspberryPi() {
    TestRepository repository = new TestRepository(Platform.AARCH64_RPI);
    Map<String, byte[]> before = RaspberryPiEfi.files("20261121-100001");
    Map<String, byte[]> after = RaspberryPiEfi.files("20261121-110001");
    after.replaceAll((path, bytes) -> path.startsWith("grub/") ? before.get(path) : bytes);
    return new EfiReleases(
        repository,
        release(repository, "20261121-100000"),
        TestRelease.esp(repository, "20261121-100001", before),
        TestRelease.esp(repository, "20261121-110001", after));
  }

  private TestRelease esp(String version) {
    byte[] config = TestRelease.content("config " + version, 700);
    byte[] sums = ConfigFiles.sums(Sha256.of(config));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(LOADER, TestRelease.content("loader " + version, 1500));
    files.put(ConfigFiles.CONFIG, config);
    files.put(ConfigFiles.SUMS, sums);
    files.put(ConfigFiles.SPARE_CONFIG, config);
    files.put(ConfigFiles.SPARE_SUMS, sums);
    files.put("memtest/memtest.efi", ("memtest " + version).getBytes(StandardCharsets.US_ASCII));
    return TestRelease.esp(repository, version, files);
  }
}
