package org.psyopsos.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of attacks in the threat model and the folders of attacks are the same. */
class ThreatModelTest {

  private static final Path MODEL = Documents.ROOT.resolve("docs/threat-model.md");
  private static final Path ATTACKS =
      Documents.ROOT.resolve("node-agent/src/test/resources/attacks");

  /** In code font and in small letters: a folder. What begins with a capital is a type. */
  private static final Pattern FOLDER = Pattern.compile("`([a-z][^`]*)`");

  @Test
  void everyFolderStandsInTheTableOnceAndEveryNameInTheTableIsAFolder() throws IOException {
    assertThat(named()).isNotEmpty().containsExactlyInAnyOrderElementsOf(folders());
  }

  /** What the last cells of the table of attacks name. */
  private static List<String> named() {
    String table = Documents.text(MODEL).replaceAll("(?s)^.*\n## Attacks\n|\n## .*$", "");
    return table
        .lines()
        .filter(line -> line.startsWith("|"))
        .map(line -> line.replaceFirst("\\s*\\|$", "").replaceFirst("^.*\\|", ""))
        .flatMap(cell -> FOLDER.matcher(cell).results())
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static List<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(ATTACKS)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.startsWith("_"))
          .toList();
    }
  }
}
