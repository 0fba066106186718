package org.psyopsos.agent.health;

/**
 * What a check that the agent brings along has found.
 *
 * @param healthy true also where there is nothing to look at
 * @param told for people, with the values that were compared
 */
record Finding(boolean healthy, String told) {

  /** What a node does not have is not ill. */
  static Finding notChecked(String why) {
    return new Finding(true, "not checked: " + why);
  }
}
