package org.psyopsos.agent.system;

import java.time.Duration;

/** The door to waiting. */
@FunctionalInterface
public interface Pause {
  void sleep(Duration duration);
}
