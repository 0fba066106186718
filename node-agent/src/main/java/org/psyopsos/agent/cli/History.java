package org.psyopsos.agent.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Repairs;
import org.psyopsos.agent.system.UpdateTimer;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.RunTotals;

/**
 * What runs have left behind, and when the next one is.
 *
 * @param lastRun the last one
 * @param totals all of them
 * @param repairs what was mended
 * @param nextRun where systemd knows of one
 */
record History(
    Optional<LastRun> lastRun,
    Optional<RunTotals> totals,
    Repairs.History repairs,
    Optional<Instant> nextRun) {

  /** Of a disk that nothing runs from. */
  static final History NONE =
      new History(Optional.empty(), Optional.empty(), Repairs.History.NONE, Optional.empty());

  static History of(Host host) {
    Path cache = host.paths().cache();
    return new History(
        LastRun.read(cache),
        RunTotals.read(cache),
        new Repairs(host).history(),
        UpdateTimer.next(host));
  }
}
