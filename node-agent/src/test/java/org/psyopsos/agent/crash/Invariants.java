package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.psyopsos.agent.testing.RaspberryPiEfi;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.UBootName;

/**
 * What holds of each state that a power cut can leave. A newer state is judged by what was there
 * before, so one of these follows one disk.
 */
final class Invariants {

  static final int ATTEMPTS = 3;

  private final KnownReleases known;
  private final Map<String, Grub> grubs = new HashMap<>();
  private final Set<String> rotten;
  private String committed;
  private boolean committedIsRotten;

  /** From this state on. */
  Invariants(KnownReleases known, DiskState begin) {
    this.known = known;
    this.rotten =
        Stream.of(begin.a(), begin.b())
            .filter(tree -> known.whole(tree).isEmpty())
            .map(Invariants::withoutIncoming)
            .collect(Collectors.toSet());
    committed(begin.slot(grub(begin).committed()));
  }

  /** Holds of one of the states that a cut leaves. */
  void check(Cut cut, DiskState state) {
    Grub before = grub(cut.before());
    Grub after = grub(cut.after());
    Grub grub = grub(state);
    chosenSlotIsWhole(taken(before, grub), state);
    slotWithManifestIsWhole(state);
    String unchanged =
        grub.committed() == before.committed()
            ? committed
            : cut.after().slot(grub.committed()).key();
    assertThat(state.slot(grub.committed()).key())
        .as("I2: what the committed slot %s holds", grub.committed())
        .isEqualTo(unchanged);
    if (!isTornWhileMended(before, grub)) {
      assertThat(grub.decision())
          .as("I3: what GRUB decides")
          .isIn(before.decision(), after.decision());
    }
    assertThat(grub.boots())
        .as("I4: boots to the committed slot")
        .isLessThanOrEqualTo(ATTEMPTS + 2);
    floorHolds(cut, before, grub, state);
    efiFilesAreOldOrNew(cut, before, state);
    grubFindsAConfiguration(cut, state);
    firmwareFindsUBoot(state);
  }

  /** From now on the state after this cut is what was there before. */
  void passed(Cut cut) {
    Slot after = grub(cut.after()).committed();
    if (after != grub(cut.before()).committed()) {
      committed(cut.after().slot(after));
    }
  }

  private void committed(Tree slot) {
    committed = slot.key();
    committedIsRotten = known.whole(slot).isEmpty();
  }

  private Grub grub(DiskState state) {
    Tree efi = state.efi();
    String key = hash(efi, Grub.ENV_A) + hash(efi, Grub.ENV_B) + hash(efi, Grub.COUNT);
    return grubs.computeIfAbsent(key, any -> Grub.of(efi));
  }

  /** What runs in the end: the other slot, where the committed one has rotted before. */
  private Slot taken(Grub before, Grub grub) {
    boolean falls = grub.chosen() == grub.committed() && isRottenStill(before, grub);
    return falls ? grub.chosen().other() : grub.chosen();
  }

  /** Whether the slot is committed that had rotted before, and has not given way. */
  private boolean isRottenStill(Grub before, Grub grub) {
    return committedIsRotten && grub.committed() == before.committed();
  }

  /** What is left of a slot while a release is being put together in it. */
  private static String withoutIncoming(Tree tree) {
    return tree.without(SlotFiles.INCOMING).key();
  }

  /** I1, for what GRUB reads and for what the kernel mounts. */
  private void chosenSlotIsWhole(Slot chosen, DiskState state) {
    Optional<ReleaseVersion> version = known.whole(state.slot(chosen));
    assertThat(version).as("I1: a whole release in the chosen slot %s", chosen).isPresent();
    assertThat(known.whole(state.grubsSlot(chosen)))
        .as("I1: the same without the journal, which GRUB does not read")
        .isEqualTo(version);
  }

  /** What I1 rests on: GRUB falls back to a slot that has a manifest. */
  private void slotWithManifestIsWhole(DiskState state) {
    for (Slot slot : Slot.values()) {
      Tree tree = state.slot(slot);
      assertThat(
              tree.file(SlotFiles.MANIFEST).isEmpty()
                  || known.whole(tree).isPresent()
                  || rotten.contains(withoutIncoming(tree)))
          .as("I1: slot %s has a manifest, and all of the release", slot)
          .isTrue();
    }
  }

  /**
   * A copy that was damaged and is being mended may be torn so that GRUB can read it and not save
   * to it: then it takes no attempt off, and boots the committed slot.
   */
  private static boolean isTornWhileMended(Grub before, Grub grub) {
    return before.valid().size() < Grub.COPIES.size()
        && grub.decision().slot() == before.committed();
  }

  /**
   * I6. A person who goes back takes the floor along, without an environment there is none, and a
   * slot that gives way leaves the other one's.
   */
  private void floorHolds(Cut cut, Grub before, Grub grub, DiskState state) {
    Optional<ChannelDocument> document = document(state.slot(grub.committed()));
    if (before.decision().generation().isPresent() && !grub.leftByHand()) {
      boolean gaveWay = committedIsRotten || before.othersTurn();
      Slot held = gaveWay ? grub.committed() : before.committed();
      assertThat(floor(document))
          .as("I6: the floor")
          .isGreaterThanOrEqualTo(floor(document(cut.before().slot(held))));
    }
    document
        .filter(offer -> !isRottenStill(before, grub))
        .ifPresent(
            offer ->
                assertThat(Optional.of(offer.release().version()))
                    .as("I6: the floor is that of the committed version")
                    .isEqualTo(known.whole(state.slot(grub.committed()))));
  }

  private static Optional<ChannelDocument> document(Tree slot) {
    return slot.file(SlotFiles.CHANNEL)
        .map(content -> ChannelDocumentCodec.read(content.bytes(), SlotFiles.CHANNEL));
  }

  private static long floor(Optional<ChannelDocument> document) {
    return document.map(ChannelDocument::seq).orElse(0L);
  }

  /** No file of the EFI partition is ever a part of itself, but for a copy that was damaged. */
  private static void efiFilesAreOldOrNew(Cut cut, Grub before, DiskState state) {
    Tree old = cut.before().efi();
    for (String path : old.files().keySet()) {
      boolean rebuilt = Grub.COPIES.contains(path) && !before.valid().contains(path);
      String found = hash(state.efi(), path);
      if (!path.endsWith(DurableFiles.TEMPORARY_SUFFIX)
          && !rebuilt
          && !found.equals(hash(old, path))) {
        assertThat(found)
            .as("%s is the old one or the new one", path)
            .isEqualTo(hash(cut.after().efi(), path));
      }
    }
    assertThat(state.efi().secondNames()).as("names that share a file with another").isEmpty();
  }

  private static void grubFindsAConfiguration(Cut cut, DiskState state) {
    assertThat(
            cut.before().efi().file(ConfigFiles.CONFIG).isEmpty()
                || isIntact(state.efi(), ConfigFiles.CONFIG, ConfigFiles.SUMS)
                || isIntact(state.efi(), ConfigFiles.SPARE_CONFIG, ConfigFiles.SPARE_SUMS))
        .as("a configuration that its list vouches for")
        .isTrue();
  }

  /** That {@code config.txt} is there is seen where each file is the old one or the new one. */
  private static void firmwareFindsUBoot(DiskState state) {
    Tree efi = state.efi();
    for (String name : RaspberryPiEfi.started(efi.bytes(RaspberryPiEfi.CONFIG))) {
      int generation = name.charAt("u-boot-".length()) - '0';
      assertThat(UBootName.of(generation, Sha256.of(efi.bytes(name))))
          .as("what the U-Boot is called that config.txt names")
          .isEqualTo(name);
    }
  }

  private static boolean isIntact(Tree efi, String config, String sums) {
    return Arrays.equals(ConfigFiles.sums(Sha256.of(efi.bytes(config))), efi.bytes(sums));
  }

  private static String hash(Tree tree, String path) {
    return tree.file(path).map(Content::hash).orElse("not there");
  }
}
