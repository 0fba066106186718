package org.psyopsos.agent.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.agent.gate.NotNow.Reason;
import org.psyopsos.agent.settings.GateSettings;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Partition;
import org.psyopsos.agent.system.WriteProtection;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.BoundedFiles;

/** Whether the machine is fit for an update. What it does not tell is no reason to wait. */
final class Readiness {

  private static final Pattern AVAILABLE =
      Pattern.compile("(?m)^MemAvailable:\\s{1,20}([0-9]{1,15}) kB$");
  private static final int LONGEST = 64 << 10;

  private final Host host;
  private final GateSettings settings;

  Readiness(Host host, GateSettings settings) {
    this.host = host;
    this.settings = settings;
  }

  Optional<NotNow> look() {
    return new Heat(host, settings.maxTemperature()).look().or(this::lowMemory);
  }

  Optional<NotNow> readOnly(Partition slot) {
    return WriteProtection.of(slot, host.paths())
        .map(problem -> NotNow.of(Reason.READ_ONLY, problem));
  }

  private Optional<NotNow> lowMemory() {
    OptionalLong free = availableMebibytes();
    if (free.isEmpty() || free.getAsLong() >= settings.minFreeMemory()) {
      return Optional.empty();
    }
    return Optional.of(
        NotNow.of(
            Reason.LOW_MEMORY,
            Problem.of("too little memory is free")
                .expected("at least " + settings.minFreeMemory() + " MiB")
                .found(free.getAsLong() + " MiB")));
  }

  private OptionalLong availableMebibytes() {
    Matcher matcher = AVAILABLE.matcher(text(host.paths().memory()).orElse(""));
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)) / 1024)
        : OptionalLong.empty();
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(BoundedFiles.read(file, LONGEST), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
