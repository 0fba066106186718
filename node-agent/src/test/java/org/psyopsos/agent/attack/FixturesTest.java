package org.psyopsos.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The folders of attacks hold what they should: made bytes, and an explanation. */
class FixturesTest {

  /** Writes the bytes instead of comparing them; see the folder's README. */
  private static final boolean WRITE = Boolean.getBoolean("attacks.write");

  /** What people wrote; everything else in the folders is made. */
  private static final Pattern BY_HAND = Pattern.compile("(.*/)?(README.md|case.toml)");

  @Test
  void theBytesInTheTreeAreTheOnesThatAreMade() throws IOException {
    Map<String, byte[]> made = Fixtures.all();
    if (WRITE) {
      write(made);
    }
    Map<String, byte[]> there = new TreeMap<>(Fixtures.below(""));
    there.keySet().removeIf(path -> BY_HAND.matcher(path).matches());
    assertThat(there.keySet()).isEqualTo(made.keySet());
    assertThat(made)
        .allSatisfy(
            (path, bytes) ->
                assertThat(there.get(path))
                    .as(path + " differs: where a format has changed, run with -Dattacks.write")
                    .isEqualTo(bytes));
  }

  @Test
  void everyFolderIsExplainedAndHasACase() {
    assertThat(Attack.folders()).hasSizeGreaterThan(100);
    assertThat(Attack.folders())
        .allSatisfy(
            folder -> {
              assertThat(Attack.file(folder, "case.toml")).exists();
              assertThat(Attack.file(folder, "README.md"))
                  .content()
                  .contains("## What the attacker has and does", "## What the node must do")
                  .contains("## By hand");
            });
  }

  private static void write(Map<String, byte[]> made) throws IOException {
    for (String old : Fixtures.below("").keySet()) {
      if (!BY_HAND.matcher(old).matches()) {
        Files.delete(Fixtures.FOLDER.resolve(old));
      }
    }
    for (Map.Entry<String, byte[]> file : made.entrySet()) {
      Path path = Fixtures.FOLDER.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
