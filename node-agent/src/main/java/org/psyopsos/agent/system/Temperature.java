package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.psyopsos.io.BoundedFiles;

/** How hot the machine says that it is. Source: the kernel's sysfs-class-thermal. */
public final class Temperature {

  /** Thousandths of a degree Celsius, as the kernel gives them. */
  private static final int DEGREE = 1000;

  /** A machine this hot has switched itself off: a sensor that says so is broken. */
  private static final int IMPLAUSIBLE = 125;

  private static final int LONGEST = 32;

  private Temperature() {}

  /**
   * The hottest zone in whole degrees Celsius; none where no zone can be read.
   *
   * @param zones the directory that has a directory for each zone
   */
  public static OptionalInt hottest(Path zones) {
    IntStream.Builder found = IntStream.builder();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(zones, "thermal_zone*")) {
      for (Path zone : all) {
        read(zone.resolve("temp")).ifPresent(found::add);
      }
    } catch (IOException e) {
      return OptionalInt.empty(); // Virtual machines have no zones.
    }
    return found.build().filter(degrees -> degrees < IMPLAUSIBLE).max();
  }

  private static OptionalInt read(Path file) {
    try {
      String text = new String(BoundedFiles.read(file, LONGEST), StandardCharsets.US_ASCII).strip();
      return text.matches("-?[0-9]{1,7}")
          ? OptionalInt.of(Integer.parseInt(text) / DEGREE)
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty(); // A sensor that is switched off answers with an error.
    }
  }
}
