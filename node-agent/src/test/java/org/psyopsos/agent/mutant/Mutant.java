package org.psyopsos.agent.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fault that is planted in one source file.
 *
 * @param name of the fault
 * @param source the file, from the top of the checkout
 * @param before what stands in it, once
 * @param after what stands there instead
 * @param test the class that must fail then
 * @param scenario of that test which it fails in
 * @param expect what the test says then, because of this fault and nothing else
 */
record Mutant(
    String name,
    String source,
    String before,
    String after,
    String test,
    String scenario,
    String expect) {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MUTANTS = Path.of("src", "test", "mutants");

  private static final String SOURCE = "source: ";
  private static final String TEST = "test: ";
  private static final String SCENARIO = "scenario: ";
  private static final String EXPECT = "expect: ";
  private static final String BEFORE = "--- before\n";
  private static final String AFTER = "--- after\n";

  /** Those in {@code src/test/mutants}. */
  static List<Mutant> all() throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    try (Stream<Path> files = Files.list(MUTANTS)) {
      for (Path file : files.sorted().toList()) {
        mutants.add(read(file));
      }
    }
    return mutants;
  }

  private static Mutant read(Path file) throws IOException {
    String text = Files.readString(file);
    int before = text.indexOf(BEFORE);
    int after = text.indexOf(AFTER);
    List<String> head = text.substring(0, before).lines().toList();
    return new Mutant(
        file.getFileName().toString(),
        value(head, SOURCE),
        text.substring(before + BEFORE.length(), after),
        text.substring(after + AFTER.length()),
        value(head, TEST),
        value(head, SCENARIO),
        value(head, EXPECT));
  }

  private static String value(List<String> head, String key) {
    return head.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a mutant has a line " + key));
  }

  /** The source with the fault in it. */
  String planted() throws IOException {
    String text = Files.readString(CHECKOUT.resolve(source));
    int at = text.indexOf(before);
    if (at < 0 || text.indexOf(before, at + 1) >= 0) {
      throw new AssertionError(
          name + ": this stands in " + source + (at < 0 ? " no more:\n" : " twice:\n") + before);
    }
    return text.substring(0, at) + after + text.substring(at + before.length());
  }
}
