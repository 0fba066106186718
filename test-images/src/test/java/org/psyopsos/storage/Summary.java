package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import org.psyopsos.crash.CrashStates;

/** A table of what was replayed. */
final class Summary {

  private static final String ROW = "%-34s %9s %7s %7s %9s %9s %8s%n";
  private static final double NANOS = 1e9;

  private final Path file;
  private final List<Replay.Result> results = new ArrayList<>();
  private final StringBuilder rows = new StringBuilder();

  Summary(String file) {
    this.file = Path.of(file);
    rows.append(
        ROW.formatted("recorded", "requests", "epochs", "states", "slot B", "EFI", "seconds"));
  }

  synchronized void add(String name, Replay.Result result, long nanos) {
    results.add(result);
    rows.append(
        ROW.formatted(
            name,
            result.requests(),
            result.epochs(),
            result.states(),
            result.distinct(),
            result.distinctEfi(),
            "%.1f".formatted(nanos / NANOS)));
  }

  /** On standard output, and into its file. */
  void print() throws IOException {
    IntSummaryStatistics states =
        results.stream().mapToInt(Replay.Result::states).summaryStatistics();
    rows.append(
        "%d states of %d recordings; seed %d%n"
            .formatted(states.getSum(), states.getCount(), CrashStates.SEED));
    System.out.print(rows);
    Files.writeString(file, rows);
  }
}
