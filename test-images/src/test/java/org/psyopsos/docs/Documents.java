package org.psyopsos.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown files of the checkout. */
final class Documents {

  /** The top of the checkout. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern FENCE = Pattern.compile("(?ms)^```(.*?)\\n(.*?)^```");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  private Documents() {}

  /** A fenced block: what stands behind the fence, and what stands in it. */
  record Block(String info, String text) {}

  static List<Path> all() {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.endsWith("CHANGELOG.md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path document) {
    try {
      return Files.readString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Block> blocks(Path document) {
    return FENCE
        .matcher(text(document))
        .results()
        .map(match -> new Block(match.group(1).strip(), match.group(2)))
        .toList();
  }

  /** All inline code outside fenced blocks. */
  static List<String> code(Path document) {
    String prose = FENCE.matcher(text(document)).replaceAll("");
    return CODE.matcher(prose).results().map(match -> match.group(1)).toList();
  }

  /** Every line of a fenced block without a language, and every inline code. */
  static List<String> commandLines(Path document) {
    List<String> lines = new ArrayList<>(code(document));
    for (Block block : blocks(document)) {
      if (block.info().isEmpty()) {
        block
            .text()
            .lines()
            .map(line -> line.replaceFirst("\\s+#.*", "").strip())
            .forEach(lines::add);
      }
    }
    return lines;
  }

  /** The targets of all relative links. */
  static List<String> links(Path document) {
    Matcher links = Pattern.compile("\\]\\(([^)\\s]+)\\)").matcher(text(document));
    return links
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(target -> !target.matches("[a-z]+:.*"))
        .toList();
  }
}
