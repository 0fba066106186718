package org.psyopsos.manifest;

import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Names of repositories and channels: they become parts of object names. */
public final class Names {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private Names() {}

  /**
   * Returns {@code value} where it is a name.
   *
   * @param kind what it names, for the error
   */
  public static String require(String kind, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new BadInput(
          Problem.of("not a name for a " + kind)
              .expected("1 to 64 of a-z 0-9 . _ -, the first a letter or digit")
              .found("'" + value + "'"));
    }
    return value;
  }
}
