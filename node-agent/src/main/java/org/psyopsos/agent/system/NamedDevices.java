package org.psyopsos.agent.system;

import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * Partitions that somebody has named by absolute paths, for a node where they have other numbers.
 *
 * @param a slot A
 * @param b slot B
 * @param efisys the EFI partition
 */
public record NamedDevices(Optional<String> a, Optional<String> b, Optional<String> efisys) {

  public static final NamedDevices NONE =
      new NamedDevices(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with one more, whose name is {@code a}, {@code b} or {@code efisys}. */
  public NamedDevices with(String name, String device) {
    Optional<String> named = Optional.of(device);
    return switch (name) {
      case "a" -> new NamedDevices(named, b, efisys);
      case "b" -> new NamedDevices(a, named, efisys);
      case "efisys" -> new NamedDevices(a, b, named);
      default ->
          throw new BadInput(
              Problem.of("no partition has this name")
                  .expected("a, b or efisys")
                  .found("'" + name + "'"));
    };
  }

  boolean isComplete() {
    return Stream.of(a, b, efisys).allMatch(Optional::isPresent);
  }
}
