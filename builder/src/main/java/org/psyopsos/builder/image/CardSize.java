package org.psyopsos.builder.image;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.DiskLayout;

/**
 * How much a card holds that an image is meant for.
 *
 * @param bytes all of it
 */
public record CardSize(long bytes) {

  private static final Pattern PATTERN = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?([a-z]*)");

  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "mb", 1_000_000L,
          "mib", 1L << 20,
          "gb", 1_000_000_000L,
          "gib", 1L << 30,
          "tb", 1_000_000_000_000L,
          "tib", 1L << 40);

  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  /**
   * A size as it is written on a card, or as programs tell it: {@code 4GB}, {@code 3.7 GiB}, {@code
   * 3965190144}.
   *
   * @throws BadInput where it is neither
   */
  public static CardSize of(String text) {
    Matcher matcher = PATTERN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
      throw new BadInput(
          Problem.of("not the size of a card")
              .expected("bytes, or a number with MB, MiB, GB, GiB, TB or TiB")
              .found("'" + text + "'"));
    }
    BigDecimal unit = BigDecimal.valueOf(UNITS.get(matcher.group(2)));
    return new CardSize(new BigDecimal(matcher.group(1)).multiply(unit).min(MOST).longValue());
  }

  /**
   * Refuses a layout that the card has no room for.
   *
   * @throws BadInput where an image of it is larger
   */
  public void requireRoomFor(DiskLayout layout) {
    long needed = DiskPlan.size(layout);
    if (needed > bytes) {
      throw new BadInput(
          Problem.of("the image is larger than the card")
              .expected("at most " + both(bytes))
              .found(both(needed))
              .hint(hint(layout, needed - bytes)));
    }
  }

  /** There are two slots, and usually they take most of the card. */
  private static String hint(DiskLayout layout, long excess) {
    long slot = (2 * layout.a().size() - excess) / 2 / DiskLayout.MIB;
    return "take a larger card, or make partitions smaller in [layout] of tk.toml: "
        + (slot > 0 ? "slot.size_mib at most " + slot : "slot.size_mib alone will not do")
        + ", efi.size_mib is "
        + layout.efi().size() / DiskLayout.MIB
        + ", secret.size_mib is "
        + layout.secret().size() / DiskLayout.MIB;
  }

  private static String both(long bytes) {
    return ByteCount.of(bytes) + " (" + bytes + " bytes)";
  }
}
