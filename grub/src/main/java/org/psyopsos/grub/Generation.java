package org.psyopsos.grub;

import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/**
 * The number of a write to the boot environment; the valid copy with the greater one counts. Eight
 * digits with leading zeros everywhere, because GRUB can only compare it as text.
 *
 * @param number 0 to 99999999
 */
public record Generation(int number) implements Comparable<Generation> {

  private static final int MAX = 99_999_999;

  public Generation {
    if (number < 0 || number > MAX) {
      throw new BadInput(Problem.of("not a generation").expected("0 to " + MAX).found(number));
    }
  }

  /**
   * The generation that GRUB passed as {@code psyopsos.gen}.
   *
   * @throws BadInput for anything but eight digits
   */
  public static Generation ofText(String text) {
    if (!text.matches("[0-9]{8}")) {
      throw new BadInput(
          Problem.of("not a generation").expected("eight digits").found("'" + text + "'"));
    }
    return new Generation(Integer.parseInt(text));
  }

  Generation next() {
    if (number == MAX) {
      throw new NodeFault(
          Problem.of("the boot environment's generations are used up")
              .found(this)
              .hint("write a new disk image, or recreate grub/env.a and grub/env.b"));
    }
    return new Generation(number + 1);
  }

  @Override
  public int compareTo(Generation other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "%08d".formatted(number);
  }
}
