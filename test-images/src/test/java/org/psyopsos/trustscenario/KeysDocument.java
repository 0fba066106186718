package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of docs/keys.md. */
final class KeysDocument {

  private static final Path FILE = Path.of("..", "docs", "keys.md");

  private KeysDocument() {}

  /** The lines of all fenced blocks under a heading, in order. */
  static List<String> commands(String heading) throws IOException {
    Matcher section =
        Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(.*?)(?=^## |\\z)")
            .matcher(Files.readString(FILE));
    assertThat(section.find()).as(heading).isTrue();
    List<String> commands =
        Pattern.compile("(?ms)^```\\n(.*?)^```")
            .matcher(section.group(1))
            .results()
            .flatMap(block -> block.group(1).lines())
            .toList();
    assertThat(commands).as(heading).isNotEmpty();
    return commands;
  }
}
