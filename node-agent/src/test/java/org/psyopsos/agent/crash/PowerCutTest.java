package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.crash.PowerCuts.Result;

/**
 * Wherever the power is cut, once and once more while the node recovers, GRUB finds a whole slot,
 * and in the end all is as it should be.
 */
class PowerCutTest {

  private static final Path TABLE = Path.of("target", "crash-states.txt");
  private static final Path ENVIRONMENTS = Path.of("target", "crash-environments.txt");
  private static final Path SHOWN_TO_GRUB =
      Path.of("../grub/src/test/resources/org/psyopsos/grub/crash-environments.txt");

  /** {@code -Dpower-cuts.scenario=…} for the scenario of this name; then nothing is counted. */
  private static final String ONLY = System.getProperty("power-cuts.scenario", "");

  @Test
  void leavesANodeThatRecoversByItself() throws IOException {
    Scenarios scenarios = new Scenarios();
    List<Result> results = new ArrayList<>();
    List<String> environments;
    try (PowerCuts cuts = new PowerCuts(scenarios.known())) {
      for (Scenario scenario : scenarios.all(ONLY)) {
        Result result = cuts.cut(scenario);
        System.out.println("power cuts: " + line(result));
        results.add(result);
      }
      environments = cuts.environments().lines();
    }
    Result total = total(results);
    System.out.println("power cuts: " + line(total) + " seed " + PowerCuts.SEED);
    if (ONLY.isEmpty()) {
      write(results, total);
      requireMany(total);
      requireShownToGrub(environments);
    }
  }

  /** So that it does not shrink unseen. */
  private static void requireMany(Result total) {
    assertThat(total.states() + total.again()).as("states").isGreaterThan(50_000);
    assertThat(total.distinct() + total.distinctAgain()).as("of them distinct").isGreaterThan(8000);
    assertThat(total.restarts()).as("restarts").isGreaterThan(800);
  }

  private static void requireShownToGrub(List<String> environments) throws IOException {
    Files.write(ENVIRONMENTS, environments, StandardCharsets.US_ASCII);
    assertThat(environments)
        .as("what real GRUB is shown; copy %s to %s", ENVIRONMENTS, SHOWN_TO_GRUB)
        .isEqualTo(Files.readAllLines(SHOWN_TO_GRUB));
  }

  private static Result total(List<Result> results) {
    return results.stream()
        .reduce(
            new Result("all", 0, 0, 0, 0, 0, 0, 0, 0),
            (a, b) ->
                new Result(
                    a.name(),
                    a.operations() + b.operations(),
                    a.barriers() + b.barriers(),
                    a.states() + b.states(),
                    a.distinct() + b.distinct(),
                    a.again() + b.again(),
                    a.distinctAgain() + b.distinctAgain(),
                    a.restarts() + b.restarts(),
                    a.seconds() + b.seconds()));
  }

  private static void write(List<Result> results, Result total) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-34s %6s %6s %8s %8s %8s %8s %8s %6s"
            .formatted(
                "scenario",
                "writes",
                "forces",
                "states",
                "distinct",
                "again",
                "distinct",
                "restarts",
                "s"));
    results.forEach(result -> lines.add(line(result)));
    lines.add(line(total));
    Files.createDirectories(TABLE.toAbsolutePath().getParent());
    Files.write(TABLE, lines, StandardCharsets.UTF_8);
  }

  private static String line(Result result) {
    return String.format(
        Locale.ROOT,
        "%-34s %6d %6d %8d %8d %8d %8d %8d %6.1f",
        result.name(),
        result.operations(),
        result.barriers(),
        result.states(),
        result.distinct(),
        result.again(),
        result.distinctAgain(),
        result.restarts(),
        result.seconds());
  }
}
