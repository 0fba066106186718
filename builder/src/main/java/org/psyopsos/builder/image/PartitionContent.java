package org.psyopsos.builder.image;

import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.layout.Slot;

/** What one partition of an existing image is given, in place of what it holds. */
public sealed interface PartitionContent {

  /** Where the partition stands in the table, from 0. */
  int index();

  /** A slot gets an OS release. */
  record OfSlot(Slot slot, LocalRelease os) implements PartitionContent {
    @Override
    public int index() {
      return slot == Slot.A ? 2 : 3;
    }
  }

  /** The EFI partition gets an EFI release; its boot environment stays. */
  record OfEfi(LocalRelease esp) implements PartitionContent {
    @Override
    public int index() {
      return 0;
    }
  }

  /** The secret partition gets other secrets, or none. */
  record OfSecret(SecretContent secret) implements PartitionContent {
    @Override
    public int index() {
      return 1;
    }
  }
}
