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
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.grub.BootFiles;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.testing.TestRoots;

/** What a node does to its disk. */
final class Scenarios {

  private static final String LOADER = "EFI/BOOT/BOOTX64.EFI";

  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = release("20261121-100000");
  private final TestRelease v2 = release("20261121-110000");
  private final TestRelease v3 = release("20261121-120000");
  private final TestRelease esp1 = esp("20261121-100001");
  private final TestRelease esp2 = esp("20261121-110001");
  private final KnownReleases known = new KnownReleases(List.of(v1, v2, v3, esp1, esp2));
  private final StoredObjects offersV1 = offers(v1, 1);
  private final StoredObjects offersV2 = offers(v2, 2);
  private final StoredObjects offersV3 = offers(v3, 3);
  private final DiskState fresh = fresh();
  private final DiskState onV2 = after(fresh, offersV2, node -> node.unitsUntil(runs(v2)));

  TestRepository repository() {
    return repository;
  }

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
        efi("EFI update"),
        efi("EFI update with loader", "--loader"));
  }

  private Scenario installation() {
    return new Scenario(
        "installation and flip",
        fresh,
        offersV2,
        SimulatedNode::boot,
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v2)));
  }

  private Scenario installationOverAnOldRelease() {
    return new Scenario(
        "installation over an old release",
        onV2,
        offersV3,
        SimulatedNode::boot,
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v3)));
  }

  private Scenario commit() {
    return new Scenario(
        "commit",
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
        onV2,
        offersV2,
        SimulatedNode::boot,
        node -> node.run("rollback"),
        node -> node.unitsUntil(runs(v1).or(runs(v2))));
  }

  private Scenario replacingWhatWaits() {
    return new Scenario(
        "replacing a version that waits",
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
        onV2,
        newer,
        SimulatedNode::boot,
        node -> node.run("run"),
        node -> node.unitsUntil(runs(v2)));
  }

  private Scenario efi(String name, String... more) {
    StoredObjects offer =
        StoredObjects.published(
            deaddrop -> {
              deaddrop.publish(v1);
              deaddrop.publish(esp2);
              deaddrop.offer(repository, repository.channel(v1, Optional.of(esp2), 1));
            });
    String[] command = new String[3 + more.length];
    List<String> words = new java.util.ArrayList<>(List.of("apply", "--target", "efisys"));
    words.addAll(List.of(more));
    String[] apply = words.toArray(command);
    return new Scenario(
        name,
        fresh,
        offer,
        SimulatedNode::boot,
        node -> node.run(apply),
        node -> {
          node.boot();
          node.run(apply);
          holds(node, more.length > 0);
        });
  }

  private void holds(SimulatedNode node, boolean loader) {
    Tree efi = node.disk().inMemory().efi();
    for (Artifact file : esp2.manifest().files()) {
      boolean left = file.path().equals(LOADER) && !loader;
      Manifest expected = (left ? esp1 : esp2).manifest();
      assertThat(Sha256.of(efi.bytes(file.path())))
          .as(file.path())
          .isEqualTo(expected.file(file.path()).orElseThrow().sha256());
    }
    assertThat(efi.files().keySet()).noneMatch(name -> name.endsWith("~"));
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
    return new SlotDirectory(node.node().slot(slot)).manifest().map(Manifest::version);
  }

  private static ReleaseVersion version(TestRelease release) {
    return release.manifest().version();
  }

  private StoredObjects offers(TestRelease release, long seq) {
    return StoredObjects.published(deaddrop -> deaddrop.publish(repository, release, seq));
  }

  /** As an image is, with an EFI release. */
  private DiskState fresh() {
    return fresh(repository, v1, Optional.of(esp1));
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
    return TestRelease.of(repository, version, Platform.X86_64_UEFI, files);
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
