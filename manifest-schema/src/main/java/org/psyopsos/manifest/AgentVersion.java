package org.psyopsos.manifest;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** A version of node-agent. */
public record AgentVersion(int major, int minor, int patch) implements Comparable<AgentVersion> {

  /** The version of this source tree. */
  public static final AgentVersion CURRENT = new AgentVersion(0, 1, 0);

  private static final Pattern FORMAT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  /**
   * Reads {@code major.minor.patch}.
   *
   * @throws BadInput for any other text
   */
  public static AgentVersion parse(String text) {
    Matcher parts = FORMAT.matcher(text);
    if (!parts.matches()) {
      throw new BadInput(
          Problem.of("not a node-agent version").expected("such as 0.1.0").found("'" + text + "'"));
    }
    return new AgentVersion(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  @Override
  public int compareTo(AgentVersion other) {
    return Comparator.comparingInt(AgentVersion::major)
        .thenComparingInt(AgentVersion::minor)
        .thenComparingInt(AgentVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
