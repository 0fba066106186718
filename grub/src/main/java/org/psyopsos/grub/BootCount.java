package org.psyopsos.grub;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.psyopsos.layout.Slot;

/**
 * How often the committed slot was booted in a row without anybody saying that it came up. GRUB
 * counts before each boot that is no trial, in a file beside the boot environment; the agent of a
 * system that is up sets the count back. Where that fails, the other slot is booted, then the
 * committed one again ({@code psyopsos_guard} in {@code decide.cfg}).
 *
 * @param boots 0 to 9
 * @param of the slot that was committed then; a count of another one counts as 0
 */
public record BootCount(int boots, Slot of) {

  /** Boots of the committed slot in a row, before the other one has its turn. */
  public static final int OF_COMMITTED = 6;

  /** The file in {@link BootControl#DIRECTORY}. */
  static final String FILE = "boots";

  /** At this count the committed slot's turn comes again. */
  private static final int LAST = 9;

  private static final String BOOTS = "boots";
  private static final String OF = "boots_of";
  private static final Pattern NUMBER = Pattern.compile("[0-9]");
  private static final Pattern SLOT = Pattern.compile("[ab]");

  /** What a slot that is up deserves. */
  static BootCount none(Slot committed) {
    return new BootCount(0, committed);
  }

  /** Whether a file holds a count, of either slot. */
  static boolean isOne(byte[] file) {
    Map<String, String> values = values(file);
    return NUMBER.matcher(values.getOrDefault(BOOTS, "")).matches()
        && SLOT.matcher(values.getOrDefault(OF, "")).matches();
  }

  /** What GRUB makes of a file; 0 where it says nothing about {@code committed}. */
  static BootCount read(byte[] file, Slot committed) {
    Map<String, String> values = values(file);
    String boots = values.getOrDefault(BOOTS, "");
    boolean counts =
        NUMBER.matcher(boots).matches() && committed.id().equals(values.getOrDefault(OF, ""));
    return counts ? new BootCount(Integer.parseInt(boots), committed) : none(committed);
  }

  /** One boot more. */
  BootCount next() {
    return new BootCount(boots == LAST ? 1 : boots + 1, of);
  }

  /** Whether this boot was the other slot's. */
  public boolean isOthersTurn() {
    return boots > OF_COMMITTED;
  }

  byte[] encode() {
    return GrubBlock.of(BOOTS + "=" + boots + "\n" + OF + "=" + of.id() + "\n");
  }

  /** {@code psyopsos_count}: saves it to a file that holds {@code before}, and reads it back. */
  boolean isSaved(BootDecision.Disk disk, byte[] before) {
    return saved(before).map(changed -> disk.write(FILE, changed)).orElse(false)
        && read(disk.read(FILE), of).equals(this);
  }

  /** The same as {@code save_env}; empty where the file is none that GRUB would write to. */
  private Optional<byte[]> saved(byte[] file) {
    return GrubBlock.open(file)
        .flatMap(block -> block.with(BOOTS, String.valueOf(boots)))
        .flatMap(GrubBlock::open)
        .flatMap(block -> block.with(OF, of.id()));
  }

  private static Map<String, String> values(byte[] file) {
    return GrubBlock.open(file).map(GrubBlock::variables).orElse(Map.of());
  }
}
