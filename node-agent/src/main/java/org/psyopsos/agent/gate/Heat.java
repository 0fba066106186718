package org.psyopsos.agent.gate;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.psyopsos.agent.gate.NotNow.Reason;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.ThermalZone;
import org.psyopsos.failure.Problem;

/** Whether the machine is too hot for work that takes minutes. */
final class Heat {

  /** An update makes a machine hotter: it does not begin this close to what is too hot. */
  private static final int MARGIN = 10;

  /** A sensor is believed that still says the same after this. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

  private final Host host;
  private final Optional<Integer> limit;

  /**
   * The question to a machine.
   *
   * @param limit in degrees Celsius, for all zones; each has the machine's own where there is none
   */
  Heat(Host host, Optional<Integer> limit) {
    this.host = host;
    this.limit = limit;
  }

  Optional<NotNow> look() {
    List<String> first = tooHot().stream().map(ThermalZone::name).toList();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    host.pause().sleep(SECOND_LOOK);
    return tooHot().stream()
        .filter(zone -> first.contains(zone.name()))
        .max(Comparator.comparingInt(this::excess))
        .map(this::notNow);
  }

  private List<ThermalZone> tooHot() {
    return ThermalZone.all(host.paths().thermalZones()).stream()
        .filter(zone -> most(zone).isPresent() && excess(zone) > 0)
        .toList();
  }

  private int excess(ThermalZone zone) {
    return zone.degrees() - most(zone).orElseThrow();
  }

  private OptionalInt most(ThermalZone zone) {
    return limit.isPresent()
        ? OptionalInt.of(limit.get())
        : zone.hotAt().stream().map(hot -> hot - MARGIN).findFirst();
  }

  private NotNow notNow(ThermalZone zone) {
    String why = limit.isPresent() ? "" : ", " + MARGIN + " K below where it is hot or critical";
    return NotNow.of(
        Reason.TOO_HOT,
        Problem.of("the node is too hot")
            .at(zone.name())
            .expected("at most " + most(zone).orElseThrow() + " °C" + why)
            .found(zone.degrees() + " °C")
            .hint("max_temperature in the settings takes the place of the machine's own limits"));
  }
}
