package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/** How long this system has been running. */
public final class Uptime {

  private static final Pattern WHOLE_SECONDS = Pattern.compile("^[0-9]{1,12}");

  private Uptime() {}

  /** Reads {@code /proc/uptime}, which begins with seconds. */
  public static Duration read(Path file) {
    try {
      Matcher seconds = WHOLE_SECONDS.matcher(Files.readString(file));
      if (seconds.find()) {
        return Duration.ofSeconds(Long.parseLong(seconds.group()));
      }
      throw new NodeFault(Problem.of("no uptime").at(file).expected("seconds"));
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot read the uptime").at(file).found(String.valueOf(e.getMessage())), e);
    }
  }
}
