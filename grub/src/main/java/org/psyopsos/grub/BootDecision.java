package org.psyopsos.grub;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.layout.Slot;

/**
 * What the script {@code decide.cfg} decides, and how: its model in Java, step by step. An
 * integration test runs real GRUB and this over the same files, so that simulations may use this.
 *
 * @param slot the slot that is tried first: the one on trial, the committed one, or the one beside
 *     that where it does not come up ({@link BootCount})
 * @param generation that of the copy in use; empty where the last resort was taken
 * @param trial whether the slot is on trial (one attempt has been taken off)
 * @param written whether what had to be written before this boot could be read back
 */
public record BootDecision(
    Slot slot, Optional<Generation> generation, boolean trial, Written written) {

  /** The directory of the boot environment, as GRUB sees it. */
  public interface Disk {

    /**
     * The content of {@code env.a}, {@code env.b} or {@code boots}; no bytes where there is no such
     * file.
     */
    byte[] read(String name);

    /**
     * Overwrites the file with as many bytes as it has.
     *
     * @return whether the medium reported success
     */
    boolean write(String name, byte[] content);
  }

  /** Decides over two files that can be written; the write itself is forgotten. */
  public static BootDecision decide(byte[] a, byte[] b, Slot lastResort) {
    Map<String, byte[]> files = new HashMap<>(Map.of("env.a", a, "env.b", b));
    return decide(
        new Disk() {
          @Override
          public byte[] read(String name) {
            return files.getOrDefault(name, new byte[0]);
          }

          @Override
          public boolean write(String name, byte[] content) {
            files.put(name, content);
            return true;
          }
        },
        lastResort);
  }

  /** Decides, and takes off an attempt on {@code disk} where a trial is due. */
  public static BootDecision decide(Disk disk, Slot lastResort) {
    Optional<Loaded> a = Loaded.from(disk, "env.a");
    Optional<Loaded> b = Loaded.from(disk, "env.b");
    boolean second = b.isPresent() && (a.isEmpty() || b.get().isNewerThan(a.get()));
    BootDecision decision =
        (second ? b : a)
            .map(copy -> decide(disk, copy))
            .orElseGet(() -> new BootDecision(lastResort, Optional.empty(), false, Written.NONE));
    return decision.trial() ? decision : decision.guarded(disk);
  }

  /** {@code psyopsos_guard}. */
  private BootDecision guarded(Disk disk) {
    byte[] file = disk.read(BootCount.FILE);
    BootCount next = BootCount.read(file, slot).next();
    boolean counted = next.isSaved(disk, file);
    Written count = counted ? Written.YES : BootCount.isOne(file) ? Written.NO : Written.NONE;
    Slot turn = counted && next.isOthersTurn() ? slot.other() : slot;
    return new BootDecision(turn, generation, false, written == Written.NONE ? count : written);
  }

  private static BootDecision decide(Disk disk, Loaded copy) {
    Optional<Generation> generation = Optional.of(Generation.ofText(copy.of(Variable.GEN)));
    int attempts = Integer.parseInt(copy.of(Variable.ATTEMPTS));
    if (attempts > 0 && tookOneOff(disk, copy, attempts)) {
      return new BootDecision(Slot.ofId(copy.of(Variable.TRIAL)), generation, true, Written.YES);
    }
    Written written = attempts > 0 ? Written.NO : Written.NONE;
    return new BootDecision(Slot.ofId(copy.of(Variable.COMMITTED)), generation, false, written);
  }

  private static boolean tookOneOff(Disk disk, Loaded copy, int attempts) {
    String left = String.valueOf(attempts - 1);
    boolean saved =
        GrubBlock.open(disk.read(copy.name()))
            .flatMap(block -> block.with(Variable.ATTEMPTS.key(), left))
            .map(changed -> disk.write(copy.name(), changed))
            .orElse(false);
    return saved
        && Loaded.from(disk, copy.name())
            .filter(again -> again.of(Variable.GEN).equals(copy.of(Variable.GEN)))
            .filter(again -> again.of(Variable.ATTEMPTS).equals(left))
            .isPresent();
  }

  /** One copy after {@code psyopsos_load}: every value is valid. */
  private record Loaded(String name, Map<String, String> values) {

    static Optional<Loaded> from(Disk disk, String name) {
      return GrubBlock.open(disk.read(name))
          .map(block -> new Loaded(name, block.variables()))
          .filter(Loaded::isValid);
    }

    String of(Variable variable) {
      return values.getOrDefault(variable.key(), "");
    }

    boolean isNewerThan(Loaded other) {
      return of(Variable.GEN).compareTo(other.of(Variable.GEN)) > 0;
    }

    private boolean isValid() {
      for (Variable variable : Variable.values()) {
        if (!variable.accepts(of(variable))) {
          return false;
        }
      }
      return of(Variable.GEN).equals(of(Variable.GEND))
          && !of(Variable.TRIAL).equals(of(Variable.COMMITTED))
          && isTrialWhole()
          && isAbsent(Variable.BAD_VERSION) == isAbsent(Variable.BAD_BECAUSE);
    }

    private boolean isTrialWhole() {
      return isAbsent(Variable.TRIAL) == isAbsent(Variable.TRIAL_VERSION)
          && (!isAbsent(Variable.TRIAL) || of(Variable.ATTEMPTS).equals("0"));
    }

    private boolean isAbsent(Variable variable) {
      return of(variable).startsWith("_");
    }
  }
}
