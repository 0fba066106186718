package org.psyopsos.agent.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts the power in a scenario at every moment, lets the node start again in each situation that
 * this can leave, and cuts the power again while it recovers.
 */
final class PowerCuts implements AutoCloseable {

  /** Random subsets follow from it. */
  static final long SEED = 20261122;

  /** At the first cut, and at the second. */
  private static final Subsets FIRST = new Subsets(12, 100, SEED);

  private static final Subsets SECOND = new Subsets(5, 4, SEED);

  private final KnownReleases known;
  private final Environments environments = new Environments();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  PowerCuts(KnownReleases known) {
    this.known = known;
  }

  /**
   * What was done.
   *
   * @param operations of the command
   * @param barriers of the command
   * @param states after one cut, the same one as often as it can come about
   * @param distinct of these
   * @param again states after a second cut, while the node recovers from the first
   * @param distinctAgain of these
   * @param restarts of an agent, each in another situation
   * @param seconds that it took
   */
  record Result(
      String name,
      int operations,
      int barriers,
      long states,
      long distinct,
      long again,
      long distinctAgain,
      long restarts,
      double seconds) {}

  Result cut(Scenario scenario) {
    long start = System.nanoTime();
    Exploration first;
    int operations;
    int barriers;
    try (SimulatedNode node = node(scenario, scenario.begin())) {
      scenario.prepare().accept(node);
      node.end();
      first = new Exploration(known, node.disk().onMedium(), environments);
      node.disk().cutting(FIRST, first);
      scenario.command().accept(node);
      node.end();
      operations = node.disk().operations();
      barriers = node.disk().barriers();
    }
    Set<String> situations = ConcurrentHashMap.newKeySet();
    situations.addAll(first.situations().keySet());
    Collection<DiskState> second = ConcurrentHashMap.newKeySet();
    AtomicLong again = new AtomicLong();
    Set<String> distinctAgain = ConcurrentHashMap.newKeySet();
    inParallel(
        first.situations().values(),
        state -> {
          Exploration exploration = recover(scenario, state);
          again.addAndGet(exploration.states());
          distinctAgain.addAll(exploration.keys());
          exploration
              .situations()
              .forEach(
                  (situation, left) -> {
                    if (situations.add(situation)) {
                      second.add(left);
                    }
                  });
        });
    inParallel(second, state -> restart(scenario, state));
    return new Result(
        scenario.name(),
        operations,
        barriers,
        first.states(),
        first.distinct(),
        again.get(),
        distinctAgain.size(),
        situations.size(),
        (System.nanoTime() - start) / 1e9);
  }

  /** All that GRUB could have found. */
  Environments environments() {
    return environments;
  }

  private Exploration recover(Scenario scenario, DiskState state) {
    try (SimulatedNode node = node(scenario, state)) {
      Exploration exploration = new Exploration(known, state, environments);
      node.disk().cutting(SECOND, exploration);
      scenario.recover().accept(node);
      node.end();
      return exploration;
    }
  }

  private void restart(Scenario scenario, DiskState state) {
    try (SimulatedNode node = node(scenario, state)) {
      scenario.recover().accept(node);
      node.end();
    }
  }

  private SimulatedNode node(Scenario scenario, DiskState state) {
    return new SimulatedNode(state, scenario.repository(), scenario.deaddrop());
  }

  /** Something that is done to a state. */
  @FunctionalInterface
  private interface Step {
    void take(DiskState state);
  }

  private void inParallel(Collection<DiskState> states, Step step) {
    List<Future<?>> running = new ArrayList<>();
    for (DiskState state : states) {
      running.add(workers.submit(() -> step.take(state)));
    }
    try {
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
