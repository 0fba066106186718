package org.psyopsos.agent.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.grub.BootCount;
import org.psyopsos.layout.Slot;

/**
 * Compares what GRUB said it booted by with the boot environment that the agent reads. An updater
 * that writes one environment while GRUB reads another is a known failure in the field.
 */
public final class BootCheck {

  private BootCheck() {}

  /** What does not fit together, for people; empty where all does. */
  public static List<String> warnings(NodeState state) {
    List<String> warnings = new ArrayList<>();
    state.damaged().forEach(copy -> warnings.add("boot environment damaged: " + copy));
    if (state.boot().isEmpty()) {
      warnings.add("no copy of the boot environment is valid");
    }
    state.doubt().ifPresent(warnings::add);
    unexpectedSlot(state).ifPresent(warnings::add);
    state
        .slot(state.committed())
        .fault()
        .ifPresent(fault -> warnings.add(fault.problem().message()));
    return warnings;
  }

  private static Optional<String> unexpectedSlot(NodeState state) {
    Slot booted = state.booted();
    if (booted == state.committed() || state.runningTrial().isPresent()) {
      return Optional.empty();
    }
    String committed = "slot " + state.committed();
    return Optional.of(
        state.othersTurn()
            ? "%s was booted %d times in a row and did not come up: slot %s runs"
                .formatted(committed, BootCount.OF_COMMITTED, booted)
            : "slot %s runs although %s is committed: did its kernel fail to load?"
                .formatted(booted, committed));
  }
}
