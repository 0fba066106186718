package org.psyopsos.layout;

import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A partition's GPT name and its file system's label. Harmless in a GRUB script and on a kernel
 * command line.
 *
 * @param value matches {@code [A-Za-z0-9._-]{1,32}}
 */
public record PartitionLabel(String value) {

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  public PartitionLabel {
    if (!HARMLESS.matcher(value).matches()) {
      throw new BadInput(
          Problem.of("not a partition label")
              .expected("1 to 32 of A-Z a-z 0-9 . _ -")
              .found("'" + value + "'"));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
