package org.psyopsos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shell scripts of the repository. */
final class RecipesTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static final String RECIPES = "test-images/recipes";

  @Test
  void shellcheckHasNothingToSay() throws Exception {
    List<Path> scripts = scripts();
    assertThat(scripts).hasSizeGreaterThan(10);
    List<String> command = new ArrayList<>(List.of("shellcheck", "-x"));
    scripts.forEach(script -> command.add(REPOSITORY.relativize(script).toString()));
    Run run = run(command);
    assertThat(run.said()).isEmpty();
    assertThat(run.exit()).isZero();
  }

  @Test
  void everyBashScriptStopsAtTheFirstError() throws Exception {
    assertThat(scripts().stream().filter(script -> firstLine(script).equals("#!/bin/bash")))
        .isNotEmpty()
        .allSatisfy(
            script -> assertThat(Files.readString(script)).contains("\nset -euo pipefail\n"));
  }

  @Test
  void aPlatformThatNoRecipeKnowsIsRefusedWithThoseThatThereAre() throws Exception {
    Run run = run(List.of(RECIPES + "/kernel-versions", "--platform", "vax"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.said()).contains("no platform vax", "there are: aarch64-rpi x86_64-uefi");
  }

  @Test
  void anotherArchitecturesKernelsAreLookedForInAWorkDirectoryOnly() throws Exception {
    Run run = run(List.of(RECIPES + "/kernel-versions", "--platform", "aarch64-rpi"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.said()).contains("no --work-dir");
  }

  @Test
  void theKernelCommandLineCanKeepEveryWatchdogOfTheInitramfsOff() throws Exception {
    List<String> known = watchdogsWithOptions();
    assertThat(known).isNotEmpty();
    for (String platform : List.of("x86_64-uefi", "aarch64-rpi")) {
      assertThat(words("platforms/" + platform + "/initramfs-modules.txt"))
          .filteredOn(module -> module.endsWith("_wdt") || module.endsWith("dog"))
          .isNotEmpty()
          .allMatch(known::contains, "are those of watchdog.conf");
    }
  }

  private static List<String> watchdogsWithOptions() throws IOException {
    return Files.readAllLines(REPOSITORY.resolve(RECIPES).resolve("initramfs/watchdog.conf"))
        .stream()
        .map(line -> line.split(" ", 3)[1])
        .toList();
  }

  private static List<String> words(String file) throws IOException {
    return Files.readAllLines(REPOSITORY.resolve(RECIPES).resolve(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Stream.of(line.split(" ", -1)))
        .toList();
  }

  private record Run(int exit, String said) {}

  private static Run run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), said);
  }

  private static List<Path> scripts() throws IOException {
    List<Path> found =
        new ArrayList<>(List.of(REPOSITORY.resolve("quickstart"), REPOSITORY.resolve("check")));
    for (String directory :
        List.of(RECIPES, "test-images/benchmarks", "node-agent/src/main/dist")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(directory))) {
        files
            .filter(Files::isRegularFile)
            .filter(RecipesTest::isScript)
            .sorted()
            .forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isScript(Path file) {
    String first = firstLine(file);
    return first.startsWith("#!/bin/") || first.startsWith("# shellcheck shell=");
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
