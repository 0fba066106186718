package org.psyopsos.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import org.psyopsos.crash.CrashStates;
import org.psyopsos.crash.FileTree;

/** Recordings that are replayed, and a table of what that was. */
final class Replays {

  private static final String ROW = "%-34s %9s %7s %7s %9s %9s %8s%n";
  private static final double NANOS = 1e9;

  /** Of a recording: fewer, and something was not recorded. */
  private static final int FEWEST_STATES = 40;

  private final CrashStates states;
  private final Path file;
  private final List<Replay.Result> results = new ArrayList<>();
  private final StringBuilder rows = new StringBuilder();

  /**
   * None yet.
   *
   * @param name of the file in {@code target} that gets the table
   * @param states which ones of each are looked at
   */
  Replays(String name, CrashStates states) {
    this.states = states;
    this.file = Path.of("target", name + ".txt");
    rows.append(
        ROW.formatted("recorded", "requests", "epochs", "states", "slot B", "EFI", "seconds"));
  }

  /**
   * Looks at all states of a recording; nothing must be wrong with any.
   *
   * @param more what is wrong with the EFI partition's files
   */
  void require(String name, Card card, Recording recording, Function<FileTree, List<String>> more)
      throws IOException {
    long begin = System.nanoTime();
    Replay.Result result = Replay.of(states, card, recording, recording.writes(card), more);
    add(name, result, System.nanoTime() - begin);
    assertThat(result.complaints()).isEmpty();
    assertThat(result.states()).isGreaterThan(FEWEST_STATES);
  }

  private void add(String name, Replay.Result result, long nanos) {
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
