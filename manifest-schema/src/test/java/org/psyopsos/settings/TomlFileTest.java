package org.psyopsos.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

class TomlFileTest {

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  record Written(@Nullable String channelName, @Nullable Integer bootAttempts, @Nullable Inner in) {
    Written {
      if (bootAttempts != null && bootAttempts > 9) {
        throw new BadInput(Problem.of("too many").found(bootAttempts));
      }
    }
  }

  record Inner(@Nullable String size, @Nullable String kind) {}

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  @Test
  void laterFilesReplaceSingleKeys() throws IOException {
    Path first = file("first.toml", "channel_name = 'a'\nboot_attempts = 3\nin.size = '1'\n");
    Path second = file("second.toml", "channel_name = 'b'\n[in]\nkind = 'k'\n");

    assertThat(TomlFile.read(List.of(first, second), Written.class))
        .isEqualTo(new Written("b", 3, new Inner("1", "k")));
    assertThat(TomlFile.read(file("empty.toml", ""), Written.class))
        .isEqualTo(new Written(null, null, null));
  }

  @Test
  void namesTheUnknownKeyAndTheNearestKnownOne() throws IOException {
    Problem problem = problem("chanel_name = 'a'");
    assertThat(problem.where()).contains("bad.toml");
    assertThat(problem.found()).contains("chanel_name");
    assertThat(problem.hint()).contains("'channel_name'");
    assertThat(problem("[in]\nsise = 'x'").hint()).contains("'size'");
    assertThat(problem("[in]\nsise = 'x'").found()).contains("in.sise");
    assertThat(problem("entirely_different = 1").hint()).contains("boot_attempts, channel_name");
  }

  @Test
  void saysWhatIsWrongAndWhere() throws IOException {
    assertThat(problem("boot_attempts = 'many'").where()).contains("boot_attempts");
    assertThat(problem("boot_attempts = 10").what()).isEqualTo("too many");
    assertThat(problem("boot_attempts = \n").found()).contains("line");
    assertThat(problem("a = 1\na = 2").found()).contains("line");
    assertThat(
            catchThrowableOfType(
                    BadInput.class, () -> TomlFile.read(memory.getPath("none.toml"), Written.class))
                .problem()
                .where())
        .isEqualTo("none.toml");
  }

  @Test
  void whatIsGivenTwiceGetsAHint() throws IOException {
    Problem table = problem("[in]\nsize = '1'\n\n[in]\nkind = 'k'\n");
    assertThat(table.found()).contains("in line 4");
    assertThat(table.hint()).isEqualTo("the table is there already: put the keys into it");
    assertThat(problem("a = 1\na = 2").hint()).isEqualTo("the key is there already: change it");
    assertThat(problem("a = \n").hint()).isEmpty();
  }

  record Kinds(
      @Nullable String text,
      @Nullable Long number,
      @Nullable Boolean choice,
      @Nullable List<String> texts,
      @Nullable Inner table) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text = ['a']      | text    | a text          | a list",
        "text = {a = 'b'}  | text    | a text          | a table",
        "number = 'x'      | number  | a whole number  | a text",
        "number = '1'      | number  | a whole number  | a text",
        "number = 1.5      | number  | a whole number  | a number with a point",
        "number = true     | number  | a whole number  | true or false",
        "choice = 'true'   | choice  | true or false   | a text",
        "choice = 1        | choice  | true or false   | a whole number",
        "texts = 'x'       | texts   | a list of texts | a text",
        "texts = [['x']]   | texts   | a list of texts | a list of lists or tables",
        "table = 'x'       | table   | a table         | a text"
      })
  void aValueOfAnotherKindIsRefusedAndNotTold(
      String text, String key, String expected, String found) throws IOException {
    Path file = file("bad.toml", text);
    assertThat(catchThrowableOfType(BadInput.class, () -> TomlFile.read(file, Kinds.class)))
        .extracting(BadInput::problem)
        .isEqualTo(
            new Problem("a setting of a wrong kind", "bad.toml: " + key, expected, found, ""));
  }

  private Problem problem(String text) throws IOException {
    Path file = file("bad.toml", text);
    return catchThrowableOfType(BadInput.class, () -> TomlFile.read(file, Written.class)).problem();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(memory.getPath(name), text);
  }
}
