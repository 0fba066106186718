package org.psyopsos.deaddrop;

import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * The id of a hardware model: the first entry of a device tree's {@code compatible}, such as {@code
 * raspberrypi,4-model-b}, or of a PC vendor and product name, such as {@code LENOVO,10AAS0000}.
 */
public final class Hardware {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9,.+_-]{0,127}");

  private Hardware() {}

  /** Returns {@code id} where it is one. */
  public static String require(String id) {
    if (!ID.matcher(id).matches()) {
      throw new BadInput(
          Problem.of("not the id of a hardware model")
              .expected("1 to 128 of A-Z a-z 0-9 , . + _ -, the first a letter or digit")
              .found("'" + id + "'"));
    }
    return id;
  }

  /** The id that a text becomes when all that an id cannot hold is left out. */
  public static String of(String vendor, String product) {
    return require((clean(vendor) + "," + clean(product)).replaceAll("^[,.+_-]+|[,.+_-]+$", ""));
  }

  private static String clean(String text) {
    String clean = text.strip().replaceAll("[^A-Za-z0-9.+-]+", "_");
    return clean.length() <= 60 ? clean : clean.substring(0, 60);
  }
}
