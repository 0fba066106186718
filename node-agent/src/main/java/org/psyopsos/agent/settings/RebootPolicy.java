package org.psyopsos.agent.settings;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** When a node reboots into a version that is ready in the other slot. */
public enum RebootPolicy {
  /** As soon as it is ready. */
  AT_ONCE("at-once"),
  /** Within {@link TimeWindows}. */
  WINDOWS("windows"),
  /** Not by itself: somebody else reboots. */
  NEVER("never");

  private final String id;

  RebootPolicy(String id) {
    this.id = id;
  }

  /**
   * The policy of this name.
   *
   * @throws BadInput where there is none
   */
  static RebootPolicy ofId(String id) {
    return Arrays.stream(values())
        .filter(policy -> policy.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("unknown reboot policy")
                        .expected(
                            Arrays.stream(values())
                                .map(policy -> "\"" + policy.id + "\"")
                                .collect(Collectors.joining(" or ")))
                        .found("\"" + id + "\"")));
  }
}
