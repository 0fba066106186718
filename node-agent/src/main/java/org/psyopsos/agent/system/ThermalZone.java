package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.Directories;

/**
 * A part of the machine that tells how hot it is. Source: the kernel's sysfs-class-thermal.
 *
 * @param name for people: the kernel's name of it, and of its kind
 * @param degrees Celsius, whole ones
 * @param hotAt where the machine itself calls it hot or critical, in degrees Celsius; none where it
 *     does not say
 */
public record ThermalZone(String name, int degrees, OptionalInt hotAt) {

  /** Thousandths of a degree Celsius, as the kernel gives them. */
  private static final int DEGREE = 1000;

  /** A machine this hot has switched itself off: a sensor that says so is broken. */
  private static final int IMPLAUSIBLE = 125;

  /** Firmware that has no trip point may tell anything, such as -274, 0 or 20 °C. */
  private static final int LEAST_TRIP_POINT = 60;

  private static final Set<String> TOO_HOT = Set.of("hot", "critical");
  private static final String TYPE = "_type";
  private static final int LONGEST = 32;

  /**
   * Those that can be read.
   *
   * @param zones the directory that has a directory for each of them
   */
  public static List<ThermalZone> all(Path zones) {
    List<ThermalZone> found = new ArrayList<>();
    for (Path zone : list(zones, "thermal_zone*")) {
      degrees(zone.resolve("temp")).stream()
          .filter(degrees -> degrees < IMPLAUSIBLE)
          .mapToObj(degrees -> new ThermalZone(name(zone), degrees, hotAt(zone)))
          .forEach(found::add);
    }
    return found;
  }

  private static String name(Path zone) {
    return zone.getFileName()
        + text(zone.resolve("type")).map(type -> " (" + HarmlessText.of(type) + ")").orElse("");
  }

  private static OptionalInt hotAt(Path zone) {
    return list(zone, "trip_point_*" + TYPE).stream()
        .filter(type -> text(type).filter(TOO_HOT::contains).isPresent())
        .flatMapToInt(type -> degrees(temperatureOf(type)).stream())
        .filter(degrees -> degrees >= LEAST_TRIP_POINT)
        .min();
  }

  private static Path temperatureOf(Path type) {
    String name = type.getFileName().toString();
    return type.resolveSibling(name.substring(0, name.length() - TYPE.length()) + "_temp");
  }

  private static List<Path> list(Path directory, String names) {
    try {
      return Directories.list(directory, names);
    } catch (IOException e) {
      return List.of(); // Virtual machines have no zones.
    }
  }

  private static OptionalInt degrees(Path file) {
    return text(file)
        .filter(text -> text.matches("-?[0-9]{1,7}"))
        .map(text -> OptionalInt.of(Integer.parseInt(text) / DEGREE))
        .orElse(OptionalInt.empty());
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(
          new String(BoundedFiles.read(file, LONGEST), StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      return Optional.empty(); // A sensor that is switched off answers with an error.
    }
  }
}
