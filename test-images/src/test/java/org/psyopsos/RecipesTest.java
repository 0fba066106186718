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

  @Test
  void shellcheckHasNothingToSay() throws Exception {
    List<Path> scripts = scripts();
    assertThat(scripts).hasSizeGreaterThan(10);
    List<String> command = new ArrayList<>(List.of("shellcheck", "-x"));
    scripts.forEach(script -> command.add(REPOSITORY.relativize(script).toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void everyBashScriptStopsAtTheFirstError() throws Exception {
    assertThat(scripts().stream().filter(script -> firstLine(script).equals("#!/bin/bash")))
        .isNotEmpty()
        .allSatisfy(
            script -> assertThat(Files.readString(script)).contains("\nset -euo pipefail\n"));
  }

  private static List<Path> scripts() throws IOException {
    List<Path> found =
        new ArrayList<>(List.of(REPOSITORY.resolve("quickstart"), REPOSITORY.resolve("check")));
    for (String directory :
        List.of("test-images/recipes", "test-images/benchmarks", "node-agent/src/main/dist")) {
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
