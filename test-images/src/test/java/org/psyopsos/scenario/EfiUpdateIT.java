package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.CrashStates;
import org.psyopsos.crash.EfiUpdate;
import org.psyopsos.crash.Extent;
import org.psyopsos.crash.FatFiles;
import org.psyopsos.crash.MendedFat;
import org.psyopsos.crash.WriteLog;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.layout.Slot;

/**
 * A node brings its EFI partition to a newer release, with and without the loader. Each write and
 * each flush of its kernel is recorded; whatever a power cut may have left of them boots.
 */
final class EfiUpdateIT {

  private static final String APPLY = "node-agent apply --target efisys";

  /** After its end a loader may hold anything: this makes the image's own another file. */
  private static final int PADDING = 100_000;

  /** So many states at most go through the stock checker, too, as a node would send them. */
  private static final int MENDED = 40;

  @Test
  void whateverAPowerCutLeavesBoots() throws Exception {
    Path directory = Path.of("target/scenarios").toAbsolutePath();
    Path log = directory.resolve("efi-update-writes.log");
    Path before = directory.resolve("efi-update-before.img");
    SpareCard card = SpareCard.of("efi-update");
    try (NodeUnderTest node =
        NodeUnderTest.start("efi-update", disk -> prepare(disk, before, log, card))) {
      node.deployEsp(Workshop.NEWER_ESP_VERSION);
      node.boots(Slot.A);
      node.types("systemctl stop node-agent.timer; systemctl stop node-agent.service");
      SpareCard.watch(node);
      node.types("until " + APPLY + "; do sleep 5; done"); // What runs at boot holds the lock.
      node.types(APPLY + " --loader");
      assertThat(node.status("efi release")).isEqualTo(Workshop.NEWER_ESP_VERSION);
      SpareCard.isUntouched(node, 1);
      node.switchedOff();
    }
    Path disk = directory.resolve("efi-update/disk.img");
    Extent partition = DiskInspection.partition(disk, "PSYOPSOSEFI");
    WriteLog writes = WriteLog.of(log, partition);
    byte[] medium = Files.readAllBytes(before);

    Oracle oracle = new Oracle(medium, DiskInspection.bytes(disk, partition));
    int count = CrashStates.MANY.forEach(CrashState.of(medium), writes, oracle::look);
    List<CrashState> some = CrashStates.MANY.sample(CrashState.of(medium), writes, MENDED);
    for (CrashState state : some) {
      oracle.mend(state, directory.resolve("efi-update-mended.img"));
    }

    System.out.printf("EFI update: %d states, %d of them mended%n", count, some.size());
    assertThat(count).isGreaterThan(500);
    assertThat(some).hasSizeGreaterThan(MENDED / 2);
    assertThat(oracle.complaints).as("of %d states", count).isEmpty();
    assertThat(oracle.bySpare).as("the spare is needed in some").isPresent();
    assertThat(oracle.oldLoaderNewConfig).isPresent();
    boots("by-spare", oracle.bySpare.get(), "grub.cfg is damaged, its spare is not");
    boots("old-loader", oracle.oldLoaderNewConfig.get(), "grub.cfg: OK");
  }

  /** The loader becomes another one than the release's; then the partition is kept for later. */
  private static List<String> prepare(Path disk, Path before, Path log, SpareCard card)
      throws IOException {
    Extent partition = DiskInspection.partition(disk, "PSYOPSOSEFI");
    String drive = disk + "@@" + partition.offset();
    Path loader = before.resolveSibling("loader.efi");
    Files.deleteIfExists(loader);
    Programs.run("mcopy", "-i", drive, "::/" + EfiUpdate.LOADER, loader.toString());
    Files.write(loader, new byte[PADDING], StandardOpenOption.APPEND);
    Programs.run("mcopy", "-o", "-i", drive, loader.toString(), "::/" + EfiUpdate.LOADER);
    Files.write(before, DiskInspection.bytes(disk, partition));
    return card.besides(disk, RecordedDisk.of(disk, log));
  }

  private static void boots(String name, CrashState state, String told) throws Exception {
    try (NodeUnderTest node =
        NodeUnderTest.startFrom(
            "efi-" + name, disk -> DiskInspection.write(disk, "PSYOPSOSEFI", state.bytes()))) {
      node.says(told, NodeUnderTest.BOOT);
      node.startsFrom(Slot.A);
    }
  }

  /** What must hold of each state, and the states that are worth a boot. */
  private static final class Oracle {

    private static final int SHOWN = 20;

    private final EfiUpdate update;
    private final List<String> complaints = new ArrayList<>();
    private Optional<CrashState> bySpare = Optional.empty();
    private Optional<CrashState> oldLoaderNewConfig = Optional.empty();
    private int seen;

    Oracle(byte[] before, byte[] after) {
      FatFiles old = new FatFiles(CrashState.of(before));
      FatFiles young = new FatFiles(CrashState.of(after));
      update = new EfiUpdate(old, young);
      assertThat(EfiUpdate.read(young, EfiUpdate.LOADER))
          .isNotEqualTo(EfiUpdate.read(old, EfiUpdate.LOADER));
      assertThat(update.isIntact(young, EfiUpdate.GRUB)).isTrue();
      assertThat(update.isIntact(young, EfiUpdate.SPARE)).isTrue();
      assertThat(update.isKnown(old, ConfigFiles.CONFIG)).isTrue();
    }

    void look(CrashState state) {
      FatFiles files = new FatFiles(state);
      seen++;
      update.complaints(files).stream()
          .limit(SHOWN - complaints.size())
          .forEach(complaint -> complaints.add("state " + seen + ": " + complaint));
      if (bySpare.isEmpty() && !update.isIntact(files, EfiUpdate.GRUB)) {
        bySpare = Optional.of(state).filter(s -> update.isIntact(files, EfiUpdate.SPARE));
      }
      if (update.isOldLoaderBesideNewConfig(files)) {
        oldLoaderNewConfig = Optional.of(state);
      }
    }

    void mend(CrashState state, Path image) throws IOException {
      MendedFat mended = MendedFat.of(state, image);
      complaints.addAll(mended.complaints());
      complaints.addAll(update.complaintsAfterMending(new FatFiles(state), mended.files()));
    }
  }
}
