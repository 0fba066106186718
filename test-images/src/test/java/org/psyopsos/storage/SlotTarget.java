package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.crash.CrashState;
import org.psyopsos.layout.Slot;

/** Slot B of a card, which is not committed. */
record SlotTarget(Card card) implements Target {

  @Override
  public List<String> options() {
    return List.of();
  }

  /** Whatever is in the slot: GRUB must not take it before it is whole. */
  @Override
  public List<String> complaints(Path disk, Path scratch) throws IOException {
    EfiLook efi = efi(disk, scratch);
    List<String> complaints = new ArrayList<>(efi.complaints());
    if (efi.state().isEmpty()) {
      complaints.add("no copy of the boot environment is valid");
    }
    if (efi.chosen() == Slot.B) {
      complaints.addAll(secondRelease(disk, scratch));
    }
    return complaints;
  }

  @Override
  public List<String> complaintsAtTheEnd(Path disk, Path scratch) throws IOException {
    List<String> complaints = new ArrayList<>(complaints(disk, scratch));
    if (efi(disk, scratch).chosen() != Slot.B) {
      complaints.add("the new release is not on trial");
    }
    return complaints;
  }

  private EfiLook efi(Path disk, Path scratch) throws IOException {
    CrashState partition = CrashState.of(Card.bytes(disk, card.efi()));
    return EfiLook.at(partition, scratch, card.abilities().vfat(), files -> List.of());
  }

  private List<String> secondRelease(Path disk, Path scratch) throws IOException {
    CrashState slot = CrashState.of(Card.bytes(disk, card.slot(Slot.B)));
    List<String> complaints = new ArrayList<>();
    for (SlotLook look : List.of(SlotLook.at(slot, scratch), SlotLook.unreplayed(slot, scratch))) {
      if (!look.isWhole() || !look.release().equals(Optional.of(Card.SECOND))) {
        complaints.add("slot B does not hold the new release: " + look);
      }
    }
    return complaints;
  }
}
