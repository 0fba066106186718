package org.psyopsos.agent.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * The tests fail for the right reason when what they guard is broken on purpose, and pass when it
 * is not.
 */
class MutantsIT {

  private static final Path TABLE = Path.of("target", "mutants.txt");
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** What stands in a failed test's output before what it says. */
  private static final String NOT_HELD = "AssertionError: ";

  /** Surefire starts Java with a jar that only names the others. */
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @TempDir private Path directory;

  /** How a run of tests ended. */
  private record Ended(int status, String told, double seconds) {

    /** The first thing that did not hold. */
    String caught() {
      return told()
          .lines()
          .filter(line -> line.contains(NOT_HELD))
          .map(line -> line.substring(line.indexOf(NOT_HELD) + NOT_HELD.length()))
          .findFirst()
          .orElse("nothing");
    }
  }

  @Test
  void areAllCaughtByTheTestsThatAreNamedForThem() throws Exception {
    List<Mutant> mutants = Mutant.all();
    assertThat(mutants).hasSizeGreaterThanOrEqualTo(6);
    List<String> table = new ArrayList<>();
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      String[] tests = mutants.stream().map(Mutant::test).distinct().toArray(String[]::new);
      Future<Ended> sound = workers.submit(() -> run("", "", tests));
      List<Future<Ended>> runs = new ArrayList<>();
      for (Mutant mutant : mutants) {
        runs.add(workers.submit(() -> run(compiled(mutant), mutant.scenario(), mutant.test())));
      }
      for (int i = 0; i < mutants.size(); i++) {
        Mutant mutant = mutants.get(i);
        Ended ended = runs.get(i).get();
        String line = line(mutant.name(), ended);
        System.out.println("mutant: " + line);
        table.add(line);
        assertThat(ended.status())
            .as("%s: %s", mutant.name(), ended.told())
            .isEqualTo(TestRun.FAILED);
        assertThat(ended.caught())
            .as("%s: %s", mutant.name(), ended.told())
            .contains(mutant.expect());
      }
      assertThat(sound.get().status()).as(sound.get().told()).isEqualTo(TestRun.PASSED);
    } finally {
      workers.shutdownNow();
      Files.write(TABLE, table, StandardCharsets.UTF_8);
    }
  }

  /** Compiles the one source with the fault in it; returns what stands before the class path. */
  private String compiled(Mutant mutant) throws IOException {
    Path place = Files.createDirectory(directory.resolve(mutant.name()));
    Path planted = place.resolve(Path.of(mutant.source()).getFileName());
    Files.writeString(planted, mutant.planted());
    Path classes = Files.createDirectory(place.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                classes.toString(),
                "-classpath",
                CLASS_PATH,
                planted.toString());
    assertThat(status).as("%s compiles", mutant.name()).isZero();
    return classes + File.pathSeparator;
  }

  /** Runs tests in a Java of its own. */
  private static Ended run(String first, String scenario, String... tests) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx512m");
    words.add("-Dpower-cuts.scenario=" + scenario);
    words.addAll(List.of("-classpath", first + CLASS_PATH, TestRun.class.getName()));
    words.addAll(List.of(tests));
    long start = System.nanoTime();
    CommandResult result = new ProcessCommandRunner().run(Command.of(words).withTimeout(PATIENCE));
    return new Ended(
        result.exitStatus(), result.output() + result.errors(), (System.nanoTime() - start) / 1e9);
  }

  private static String line(String name, Ended ended) {
    return String.format(Locale.ROOT, "%-34s %5.1f s  %s", name, ended.seconds(), ended.caught());
  }
}
