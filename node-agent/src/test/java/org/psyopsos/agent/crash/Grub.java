package org.psyopsos.agent.crash;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootCount;
import org.psyopsos.grub.BootDecision;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;

/**
 * What GRUB makes of an EFI partition.
 *
 * @param decision what the boot environment alone leads to: boots that nobody has ended are not
 *     counted
 * @param chosen the slot that boots next
 * @param boots how many boots it takes to the committed slot if whatever is tried before panics
 * @param valid the copies of the environment that alone would be believed
 * @param leftByHand whether a person has gone back from a version
 * @param othersTurn whether the committed slot was last booted so often in vain that the other one
 *     has its turn
 */
record Grub(
    BootDecision decision,
    Slot chosen,
    int boots,
    Set<String> valid,
    boolean leftByHand,
    boolean othersTurn) {

  static final String ENV_A = BootControl.DIRECTORY + "/env.a";
  static final String ENV_B = BootControl.DIRECTORY + "/env.b";
  static final String COUNT = BootControl.DIRECTORY + "/boots";

  /** The copies of the boot environment. */
  static final List<String> COPIES = List.of(ENV_A, ENV_B);

  private static final Pattern COUNTED = Pattern.compile("boots=([0-9])\nboots_of=([ab])\n");

  /** What grub.cfg names as last resort. */
  private static final Slot LAST_RESORT = Slot.A;

  static Grub of(Tree efi) {
    BootDecision decision = BootDecision.decide(efi.bytes(ENV_A), efi.bytes(ENV_B), LAST_RESORT);
    Booting booting = new Booting(efi, new HashMap<>());
    Slot chosen = booting.next();
    int boots = 1;
    for (Slot slot = chosen; slot != committed(decision); slot = booting.next()) {
      boots++;
    }
    return new Grub(
        decision,
        chosen,
        boots,
        COPIES.stream().filter(copy -> isValid(efi.bytes(copy))).collect(Collectors.toSet()),
        COPIES.stream().anyMatch(copy -> isLeftByHand(efi.bytes(copy))),
        counted(efi.file(COUNT).orElse(Content.EMPTY))
            .filter(count -> count.of() == committed(decision))
            .filter(BootCount::isOthersTurn)
            .isPresent());
  }

  /** The slot that boots where nothing is tried. */
  Slot committed() {
    return committed(decision);
  }

  private static Slot committed(BootDecision decision) {
    return decision.trial() ? decision.slot().other() : decision.slot();
  }

  /** What a file says that counts boots; nothing where it is torn. */
  static Optional<BootCount> counted(Content file) {
    return COUNTED
        .matcher(new String(file.bytes(), StandardCharsets.ISO_8859_1))
        .results()
        .map(count -> new BootCount(Integer.parseInt(count.group(1)), Slot.ofId(count.group(2))))
        .findFirst();
  }

  private static boolean isValid(byte[] copy) {
    return BootDecision.decide(copy, new byte[0], LAST_RESORT).generation().isPresent();
  }

  private static boolean isLeftByHand(byte[] copy) {
    return new String(copy, StandardCharsets.ISO_8859_1).contains("=" + FailedBecause.BY_HAND.id());
  }

  /** Boots one after the other, after which nobody says anything to GRUB. */
  private record Booting(Tree efi, Map<String, byte[]> written) implements BootDecision.Disk {

    Slot next() {
      return BootDecision.decide(this, LAST_RESORT).slot();
    }

    @Override
    public byte[] read(String name) {
      return written.getOrDefault(name, efi.bytes(BootControl.DIRECTORY + "/" + name));
    }

    @Override
    public boolean write(String name, byte[] content) {
      written.put(name, content);
      return true;
    }
  }
}
