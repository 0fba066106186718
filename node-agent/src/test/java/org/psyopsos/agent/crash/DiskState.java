package org.psyopsos.agent.crash;

import java.io.IOException;
import java.nio.file.Path;
import org.psyopsos.agent.testing.FakeDisk;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.layout.Slot;

/**
 * What is on the medium at one moment.
 *
 * @param efi the EFI partition
 * @param a slot A, as the kernel mounts it
 * @param b slot B
 * @param grubsA slot A, as GRUB reads it: without the journal
 * @param grubsB slot B
 */
record DiskState(Tree efi, Tree a, Tree b, Tree grubsA, Tree grubsB) {

  /** Unmounted: GRUB and the kernel find the same. */
  static DiskState unmounted(Tree efi, Tree a, Tree b) {
    return new DiskState(efi, a, b, a, b);
  }

  /** What the partitions of a disk hold now. */
  static DiskState of(FakeDisk disk) throws IOException {
    return unmounted(
        Tree.of(disk.content(efiDevice())),
        Tree.of(disk.content(FakeNode.device(Slot.A))),
        Tree.of(disk.content(FakeNode.device(Slot.B))));
  }

  static String efiDevice() {
    return FakeDisk.ENTRIES.get(0).device();
  }

  /** Puts it where a {@link FakeDisk} keeps its partitions. */
  void writeTo(Path storage) throws IOException {
    efi.writeTo(directory(storage, efiDevice()));
    a.writeTo(directory(storage, FakeNode.device(Slot.A)));
    b.writeTo(directory(storage, FakeNode.device(Slot.B)));
  }

  static Path directory(Path storage, String device) {
    return storage.resolve(device.substring("/dev/".length()));
  }

  Tree slot(Slot slot) {
    return slot == Slot.A ? a : b;
  }

  Tree grubsSlot(Slot slot) {
    return slot == Slot.A ? grubsA : grubsB;
  }

  /** The same for states that are the same. */
  String key() {
    return efi.key() + a.key() + b.key() + grubsA.key() + grubsB.key();
  }
}
