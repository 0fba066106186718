package org.psyopsos.agent.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;

/** Asks systemd when the timer starts the next run. */
public final class UpdateTimer {

  private static final String UNIT = "node-agent.timer";

  /** In this form the moment is one number, whether the timer goes by the clock or by the boot. */
  private static final Command ASK =
      Command.of("systemctl", "list-timers", "--output=json", "--no-pager", UNIT)
          .withTimeout(Duration.ofSeconds(10));

  private UpdateTimer() {}

  /** The next start; none where there is no such timer or no systemd. */
  public static Optional<Instant> next(Host host) {
    try {
      CommandResult said = host.commands().run(ASK);
      return said.exitStatus() == 0 ? next(said.output()) : Optional.empty();
    } catch (BadInput e) {
      return Optional.empty(); // Not installed.
    }
  }

  private static Optional<Instant> next(String json) {
    try {
      JsonNode microseconds = new ObjectMapper().readTree(json).path(0).path("next");
      return microseconds.canConvertToLong() && microseconds.longValue() > 0
          ? Optional.of(Instant.ofEpochSecond(microseconds.longValue() / 1_000_000))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
