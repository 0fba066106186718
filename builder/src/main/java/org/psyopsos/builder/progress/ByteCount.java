package org.psyopsos.builder.progress;

import java.util.Locale;

/** Numbers of bytes as a person reads them. */
public final class ByteCount {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ByteCount() {}

  /** For example {@code 4.2 MiB}; whole bytes below 1 KiB. */
  public static String of(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
