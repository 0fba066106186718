package org.psyopsos.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.CrashStates;
import org.psyopsos.crash.Extent;
import org.psyopsos.crash.FileTree;
import org.psyopsos.crash.WriteLog;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.scenario.Programs;
import org.psyopsos.vm.Thorough;

/** Looks at each state that a power cut may leave of what was recorded, and says what is wrong. */
final class Replay implements AutoCloseable {

  /** Programs look at each: fewer samples than where none does. */
  static final CrashStates STATES =
      Thorough.isOn() ? new CrashStates(6, 64, 4) : new CrashStates(3, 6, 1);

  /** The same without torn requests, but in the long mode. */
  static final CrashStates UNTORN = Thorough.isOn() ? STATES : new CrashStates(3, 6, 0);

  private static final int THREADS = 2;

  private final Card card;
  private final Recording recording;
  private final WriteLog writes;
  private final ThreadPoolExecutor threads;
  private final Looks<SlotLook> slots;
  private final Looks<SlotLook> slotsForGrub;
  private final Looks<EfiLook> efis;
  private final Set<Look> seen = new LinkedHashSet<>();
  private CrashState last;

  /**
   * One state.
   *
   * @param slot slot B as Linux finds it
   * @param forGrub and as GRUB does, where that is what it boots
   */
  private record Look(
      CompletableFuture<SlotLook> slot,
      CompletableFuture<EfiLook> efi,
      Optional<CompletableFuture<SlotLook>> forGrub) {}

  /**
   * What came out.
   *
   * @param requests that were recorded
   * @param epochs how often they were flushed, and once more
   * @param states that were looked at
   * @param distinct contents of slot B among them
   * @param distinctEfi contents of the EFI partition
   * @param complaints what must not be
   */
  record Result(
      int requests,
      int epochs,
      int states,
      int distinct,
      int distinctEfi,
      List<String> complaints) {}

  private Replay(
      Card card, Recording recording, WriteLog writes, Function<FileTree, List<String>> more) {
    this.card = card;
    this.recording = recording;
    this.writes = writes;
    // Whoever finds no thread idle looks itself: states do not pile up in memory.
    this.threads =
        new ThreadPoolExecutor(
            THREADS - 1,
            THREADS - 1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            new ThreadPoolExecutor.CallerRunsPolicy());
    Path scratch = recording.log().resolveSibling("looks");
    boolean vfat = card.abilities().vfat();
    this.slots = new Looks<>(SlotLook::at, threads, scratch.resolve("slot"));
    this.slotsForGrub = new Looks<>(SlotLook::unreplayed, threads, scratch.resolve("grub"));
    this.efis =
        new Looks<>(
            (efi, place) -> EfiLook.at(efi, place, vfat, more), threads, scratch.resolve("efi"));
  }

  /**
   * Looks at all states.
   *
   * @param states which ones
   * @param writes those of the recording
   * @param more what else is wrong with the EFI partition's files
   */
  static Result of(
      CrashStates states,
      Card card,
      Recording recording,
      WriteLog writes,
      Function<FileTree, List<String>> more)
      throws IOException {
    try (Replay replay = new Replay(card, recording, writes, more)) {
      replay.requireTheRestUntouched();
      return replay.run(states);
    }
  }

  private Result run(CrashStates all) throws IOException {
    int states = all.forEach(recording.first(), writes, this::look);
    requireSameEnd();
    return new Result(
        writes.requests().size(),
        writes.epochs().size(),
        states,
        slots.distinct(),
        efis.distinct(),
        complaints());
  }

  private void requireTheRestUntouched() throws IOException {
    assertThat(writes.requests())
        .as("only slot B and the EFI partition are written to")
        .isNotEmpty()
        .allMatch(one -> one.isWithin(card.slot(Slot.B)) || one.isWithin(card.efi()));
    assertThat(Card.bytes(recording.after(), card.slot(Slot.A)))
        .isEqualTo(Card.bytes(recording.before(), card.slot(Slot.A)));
    assertThat(Programs.run("sgdisk", "-v", recording.after().toString()))
        .contains("No problems found");
  }

  private void look(CrashState state) {
    last = state;
    seen.add(lookAt(state));
  }

  private Look lookAt(CrashState state) {
    CrashState slotB = state.part(card.slot(Slot.B));
    CompletableFuture<SlotLook> slot = slots.at(slotB);
    CompletableFuture<EfiLook> efi = efis.at(state.part(card.efi()));
    return new Look(
        slot,
        efi,
        efi.join().chosen() == Slot.B ? Optional.of(slotsForGrub.at(slotB)) : Optional.empty());
  }

  /** What was recorded is what the card holds: nothing bypassed the log. */
  private void requireSameEnd() throws IOException {
    for (Extent written : List.of(card.slot(Slot.B), card.efi())) {
      byte[] after = Card.bytes(recording.after(), written);
      assertThat(Arrays.equals(last.part(written).bytes(), after)).as("%s", written).isTrue();
    }
  }

  /** Before and after are what may be, and nothing else is. */
  private List<String> complaints() {
    Set<Optional<BootState>> known = new HashSet<>();
    known.add(seen.iterator().next().efi().join().state());
    known.add(lookAt(last).efi().join().state());
    List<String> complaints = new ArrayList<>();
    for (Look look : seen) {
      SlotLook slot = look.slot().join();
      EfiLook efi = look.efi().join();
      complaints.addAll(slot.complaints());
      complaints.addAll(efi.complaints());
      if (!known.contains(efi.state()) || efi.state().isEmpty()) {
        complaints.add("the boot environment is neither old nor new: " + efi.state());
      } else if (efi.chosen() == Slot.B && !(slot.mountable() && slot.release().isPresent())) {
        complaints.add("GRUB boots slot B, which is not complete");
      } else if (!isOfTrial(slot, efi.state().get())) {
        complaints.add(slot.release() + " would answer for the trial of " + efi.state());
      }
      look.forGrub().map(CompletableFuture::join).stream()
          .filter(forGrub -> !forGrub.isWhole() || !forGrub.release().equals(slot.release()))
          .forEach(
              forGrub -> complaints.add("GRUB does not find slot B as Linux does: " + forGrub));
    }
    return complaints;
  }

  private static boolean isOfTrial(SlotLook slot, BootState state) {
    return state.trial().filter(trial -> trial.slot() == Slot.B).map(Trial::version).stream()
        .allMatch(version -> slot.release().equals(Optional.of(version)));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
