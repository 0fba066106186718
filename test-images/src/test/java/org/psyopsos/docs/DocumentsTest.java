package org.psyopsos.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.psyopsos.agent.cli.NodeAgent;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.HttpObjects;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.builder.cli.Caller;
import org.psyopsos.builder.cli.Tk;
import org.psyopsos.io.ProcessCommandRunner;

/** The documents name types, files, commands, options and JSON that exist. */
class DocumentsTest {

  /** Names in code font that look like types and are none. */
  private static final Set<String> NOT_TYPES = Set.of("System", "Path", "Instant", "Ed");

  private static final Pattern TYPE = Pattern.compile("[A-Z][a-z][A-Za-z0-9]*");

  static List<Path> documents() {
    return Documents.all();
  }

  @Test
  void thereAreDocuments() {
    assertThat(documents()).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyTypeExists(Path document) throws IOException {
    Set<String> types = types();
    assertThat(
            Documents.code(document).stream()
                .filter(code -> TYPE.matcher(code).matches() && !NOT_TYPES.contains(code))
                .filter(code -> !types.contains(code))
                .toList())
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) {
    for (String link : Documents.links(document)) {
      String file = link.replaceFirst("#.*", "");
      if (!file.isEmpty()) {
        assertThat(document.resolveSibling(file)).as(link).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandAndOptionExists(Path document) {
    for (String line : Documents.commandLines(document)) {
      String command = line.replaceFirst("^\\./", "").replaceFirst("^node-agent/run", "node-agent");
      if (command.matches("(tk|node-agent) [a-z].*")) {
        requireCommand(command, document + ": " + line);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyJsonExampleFitsItsSchema(Path document) throws IOException {
    for (Documents.Block block : Documents.blocks(document)) {
      if (block.info().startsWith("json schema=")) {
        String name = block.info().substring("json schema=".length());
        Path schema =
            Documents.ROOT.resolve(
                "manifest-schema/src/main/resources/schema/" + name + ".schema.json");
        assertThat(
                JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(Files.readString(schema))
                    .validate(block.text(), InputFormat.JSON))
            .as(document + ", " + name)
            .isEmpty();
      }
    }
  }

  @Test
  void aWrongCommandOrOptionWouldBeNoticed() {
    assertThat(help("tk", List.of("no-such-command"))).isEmpty();
    assertThat(help("tk", List.of("deploy")))
        .hasValueSatisfying(
            help -> {
              assertThat(help).contains("--channel").doesNotContain("--no-such-option");
            });
  }

  /** Takes words as long as they are subcommands; what is an option must stand in the help. */
  private static void requireCommand(String line, String where) {
    List<String> words = new ArrayList<>(Arrays.asList(line.split("[\\s|,]+")));
    String program = words.remove(0);
    List<String> path = new ArrayList<>();
    while (!words.isEmpty()
        && words.get(0).matches("[a-z]+")
        && help(program, plus(path, words.get(0))).isPresent()) {
      path.add(words.remove(0));
    }
    assertThat(path).as(where).isNotEmpty();
    String help = help(program, path).orElseThrow();
    if (!words.isEmpty() && words.get(0).matches("[a-z]+")) {
      assertThat(help).as(where + ": no such subcommand").doesNotContain("Commands:");
    }
    for (String word : words) {
      if (word.startsWith("--")) {
        assertThat(help).as(where).contains(word.replaceFirst("=.*", ""));
      }
    }
  }

  /** A command's help; none where there is no such command. */
  private static Optional<String> help(String program, List<String> path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    List<String> arguments = plus(path, "--help");
    int code = program.equals("tk") ? tk(arguments, out) : nodeAgent(arguments, out);
    String help = bytes.toString(StandardCharsets.UTF_8);
    boolean ofThisCommand = help.contains(program + " " + String.join(" ", path));
    return code == 0 && ofThisCommand ? Optional.of(help) : Optional.empty();
  }

  private static int tk(List<String> arguments, PrintStream out) {
    return Tk.run(
        arguments,
        new Caller(
            out,
            out,
            Map.of(),
            Path.of("").toAbsolutePath(),
            Clock.systemUTC(),
            new SecureRandom(),
            new ProcessCommandRunner(),
            Optional.empty()));
  }

  private static int nodeAgent(List<String> arguments, PrintStream out) {
    Host host =
        new Host(
            new NodePaths(Path.of("/nowhere")),
            new ProcessCommandRunner(),
            Clock.systemUTC(),
            duration -> {},
            false);
    return NodeAgent.run(
        arguments,
        new org.psyopsos.agent.cli.Caller(
            host,
            route -> new HttpObjects(route, HttpLimits.DEFAULT),
            Path.of("").toAbsolutePath(),
            InputStream.nullInputStream(),
            out,
            out,
            false));
  }

  private static List<String> plus(List<String> words, String last) {
    List<String> all = new ArrayList<>(words);
    all.add(last);
    return all;
  }

  /** The simple names of all types in the sources, nested ones too. */
  private static Set<String> types() throws IOException {
    Pattern declaration =
        Pattern.compile("(?m)\\b(?:class|interface|record|enum)\\s+([A-Z][A-Za-z0-9]*)");
    try (Stream<Path> files = Files.walk(Documents.ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && file.toString().contains("/src/"))
          .map(Documents::text)
          .flatMap(text -> declaration.matcher(text).results().map(match -> match.group(1)))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
