package org.psyopsos.agent.health;

/**
 * What one check said.
 *
 * @param check its name
 * @param healthy whether it ended with status 0 in time
 * @param told how it ended, and what it printed
 */
public record HealthResult(String check, boolean healthy, String told) {

  /** For people. */
  @Override
  public String toString() {
    return (healthy ? "healthy: " : "NOT HEALTHY: ") + check + ": " + told;
  }
}
