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
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.release.UBootName;

/**
 * {@code config.txt}, which VideoCore's firmware reads. It alone says which U-Boot runs: where it
 * is replaced, the other one does.
 *
 * @param pi3 U-Boot of a Raspberry Pi 3
 * @param pi4 U-Boot of a Raspberry Pi 4
 * @param more lines for its end
 */
record ConfigTxt(UBoot pi3, UBoot pi4, Optional<Path> more) {

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
      new ConfigTxtLine(line, file).require();
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

  private static String template() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ConfigTxt.class.getResourceAsStream(UBootName.CONFIG))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
