package org.psyopsos.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/** What the folders' READMEs say that the stock minisign says, it says. */
class ByHandTest {

  private static final String PROMPT = "$ minisign ";

  static List<String> folders() {
    return Attack.folders();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void minisignSaysWhatTheReadmeSays(String folder) throws IOException {
    List<String> lines = Files.readAllLines(Attack.file(folder, "README.md"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(PROMPT)) {
        CommandResult result = minisign(lines.get(i).substring(PROMPT.length()));
        String said = lines.get(i + 1);
        assertThat(result.output() + result.errors()).as(lines.get(i)).contains(said);
        assertThat(result.exitStatus() == 0).isEqualTo(said.endsWith(" verified"));
      }
    }
  }

  private static CommandResult minisign(String arguments) {
    List<String> words = new ArrayList<>(List.of("minisign"));
    for (String word : arguments.split(" ", -1)) {
      words.add(isFile(word) ? Fixtures.FOLDER.resolve(word).toString() : word);
    }
    return new ProcessCommandRunner().run(Command.of(words));
  }

  private static boolean isFile(String word) {
    return Files.exists(Fixtures.FOLDER.resolve(Path.of(word)));
  }
}
