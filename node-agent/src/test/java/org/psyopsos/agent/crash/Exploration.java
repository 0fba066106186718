package org.psyopsos.agent.crash;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Every state that a power cut can leave of what one node does; of each it is seen what holds. */
final class Exploration implements Consumer<Cut> {

  private final KnownReleases known;
  private final Invariants invariants;
  private final Environments environments;
  private final Map<String, DiskState> situations = new LinkedHashMap<>();
  private final Set<String> distinct = new HashSet<>();
  private long states;

  Exploration(KnownReleases known, DiskState begin, Environments environments) {
    this.known = known;
    this.environments = environments;
    this.invariants = new Invariants(known, begin);
  }

  @Override
  public void accept(Cut cut) {
    Set<String> seen = new HashSet<>();
    cut.left()
        .accept(
            state -> {
              states++;
              if (seen.add(state.key())) {
                check(cut, state, seen.size());
              }
            });
    invariants.passed(cut);
  }

  private void check(Cut cut, DiskState state, int number) {
    try {
      invariants.check(cut, state);
    } catch (AssertionError e) {
      throw new AssertionError(
          "power cut while " + cut.name() + ", state " + number + ": " + e.getMessage(), e);
    }
    if (distinct.add(state.key())) {
      environments.add(state.efi());
      situations.putIfAbsent(known.situation(state), state);
    }
  }

  /** States, the same one as often as it can come about. */
  long states() {
    return states;
  }

  Set<String> keys() {
    return distinct;
  }

  int distinct() {
    return distinct.size();
  }

  /** One state for each situation that an agent can start in. */
  Map<String, DiskState> situations() {
    return situations;
  }
}
