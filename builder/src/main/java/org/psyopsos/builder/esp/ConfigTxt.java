package org.psyopsos.builder.esp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * {@code config.txt}, which VideoCore's firmware reads. It alone says which U-Boot runs: where it
 * is replaced, the other one does.
 *
 * @param pi3 U-Boot of a Raspberry Pi 3
 * @param pi4 U-Boot of a Raspberry Pi 4
 * @param more lines for its end
 */
record ConfigTxt(UBoot pi3, UBoot pi4, Optional<Path> more) {

  static final String NAME = "config.txt";

  /** The firmware leaves out what goes beyond, without a word. */
  private static final int LONGEST_LINE = 98;

  /** What the release itself has to say: with another value U-Boot does not start. */
  private static final Pattern OURS = Pattern.compile("\\s*(kernel|os_prefix|arm_64bit)\\s*=.*");

  /**
   * Its text; the same values give the same.
   *
   * @throws BadInput where the file with more lines is missing or has one that is not for it
   */
  String render() throws IOException {
    String text = template().replace("@U_BOOT_3@", pi3.name()).replace("@U_BOOT_4@", pi4.name());
    return more.isEmpty() ? text : text + "\n" + lines(more.get());
  }

  private static String lines(Path file) throws IOException {
    InstalledFile.require(
        "the file with lines for config.txt", file, "set rpi.config in tk.toml, or take it out");
    StringBuilder lines = new StringBuilder();
    for (String line : read(file)) {
      requireFit(line, file);
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private static List<String> read(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new BadInput(Problem.of("not text in UTF-8").at(file), e);
    }
  }

  private static void requireFit(String line, Path file) {
    if (line.length() > LONGEST_LINE) {
      throw new BadInput(
          Problem.of("a line is too long for config.txt")
              .at(file)
              .expected("at most " + LONGEST_LINE + " characters")
              .found("'" + line + "'"));
    }
    if (OURS.matcher(line).matches()) {
      throw new BadInput(
          Problem.of("a line would take U-Boot's place").at(file).found("'" + line + "'"));
    }
  }

  private static String template() throws IOException {
    try (InputStream in = Objects.requireNonNull(ConfigTxt.class.getResourceAsStream(NAME))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
