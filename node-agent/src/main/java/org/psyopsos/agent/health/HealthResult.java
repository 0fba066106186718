package org.psyopsos.agent.health;

/**
 * What one check said.
 *
 * @param check its name
 * @param healthy whether it found nothing wrong
 * @param told what it found; of a program, how it ended and what it printed
 * @param decides whether a trial that fails it is given up
 */
public record HealthResult(String check, boolean healthy, String told, boolean decides) {

  /** The result of a check that decides. */
  public HealthResult(String check, boolean healthy, String told) {
    this(check, healthy, told, true);
  }

  /** Whether this is reason enough to give a trial up. */
  public boolean failed() {
    return decides && !healthy;
  }

  /** For people. */
  @Override
  public String toString() {
    String verdict = failed() ? "NOT HEALTHY" : healthy ? "healthy" : "not healthy, does not count";
    return verdict + ": " + check + ": " + told;
  }
}
