package org.psyopsos.builder.vm;

import java.util.List;

/** How QEMU runs the guest's instructions. */
public enum Accelerator {
  /** By the processor itself. */
  KVM,
  /** By translation: slower, works everywhere. */
  TCG;

  /** What tells QEMU. */
  public List<String> arguments() {
    return switch (this) {
      case KVM -> List.of("-accel", "kvm", "-cpu", "host");
      case TCG -> List.of("-accel", "tcg,thread=multi", "-cpu", "max");
    };
  }
}
