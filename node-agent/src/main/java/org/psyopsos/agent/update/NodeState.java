package org.psyopsos.agent.update;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.psyopsos.agent.slot.SlotContents;
import org.psyopsos.agent.system.KernelCommandLine;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.DamagedCopy;
import org.psyopsos.grub.NumberedState;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What the node runs and holds, as one look found it.
 *
 * @param booted the running slot
 * @param boot the boot environment; none where no copy of it is valid
 * @param lastResort what counts where there is none
 * @param damaged its copies that are not valid
 * @param othersTurn whether the committed slot was booted again and again and never came up, so
 *     that the other one was booted
 * @param doubt why GRUB may read another boot environment than this one, or cannot write to it, for
 *     people
 * @param slots what each slot holds
 */
public record NodeState(
    Slot booted,
    Optional<NumberedState> boot,
    BootState lastResort,
    List<DamagedCopy> damaged,
    boolean othersTurn,
    Optional<String> doubt,
    Map<Slot, SlotContents> slots) {

  public NodeState {
    Objects.requireNonNull(booted);
    damaged = List.copyOf(damaged);
    slots = Map.copyOf(slots);
  }

  /** Looks. Changes nothing. */
  public static NodeState of(Node node) {
    Map<Slot, SlotContents> slots = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      slots.put(slot, contents(node, slot));
    }
    return node.readingBoot(boot -> of(node, boot, slots));
  }

  private static NodeState of(Node node, BootControl boot, Map<Slot, SlotContents> slots) {
    Slot booted = node.booted();
    Optional<NumberedState> known = boot.read();
    boolean othersTurn =
        known
            .map(NumberedState::state)
            .map(BootState::committed)
            .filter(committed -> committed != booted)
            .map(committed -> boot.bootCount(committed).isOthersTurn())
            .orElse(false);
    return new NodeState(
        booted,
        known,
        lastResort(node, slots),
        boot.damaged(),
        othersTurn,
        BootCanary.doubt(node, known),
        slots);
  }

  /**
   * The running slot is committed; but what GRUB booted as a trial has to be found healthy all the
   * same, as long as there is a slot to go back to.
   */
  private static BootState lastResort(Node node, Map<Slot, SlotContents> slots) {
    Slot booted = node.booted();
    Optional<ReleaseVersion> tried =
        node.kernel()
            .filter(KernelCommandLine::trial)
            .filter(kernel -> version(slots, booted.other()).isPresent())
            .flatMap(kernel -> version(slots, booted));
    return tried
        .map(version -> BootState.committed(booted.other()).tryNext(booted, version, 1))
        .orElseGet(() -> BootState.committed(booted));
  }

  private static Optional<ReleaseVersion> version(Map<Slot, SlotContents> slots, Slot slot) {
    return slots.getOrDefault(slot, SlotContents.EMPTY).version();
  }

  public SlotContents slot(Slot slot) {
    return slots.getOrDefault(slot, SlotContents.EMPTY);
  }

  /** The state of the boot environment; where there is none, what a repair would make of it. */
  public BootState bootState() {
    return boot.map(NumberedState::state).orElse(lastResort);
  }

  public Slot committed() {
    return bootState().committed();
  }

  public Optional<ReleaseVersion> bootedVersion() {
    return slot(booted).version();
  }

  /** The trial, if it is the system that runs now. */
  public Optional<Trial> runningTrial() {
    return bootState().trial().filter(trial -> trial.slot() == booted);
  }

  private static SlotContents contents(Node node, Slot slot) {
    try {
      return node.reading(slot, SlotContents::read);
    } catch (NodeFault e) {
      return SlotContents.unreadable(e);
    }
  }
}
