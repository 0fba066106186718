package org.psyopsos.agent.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.psyopsos.agent.gate.NotNow.Reason;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.BoundedFiles;

/** A file by which a person, or a program, keeps the node as it is for as long as it exists. */
final class Hold {

  private static final int READ = 4096;

  private Hold() {}

  /** The first of these files that exists; one that cannot be read holds as well. */
  static Optional<NotNow> look(List<Path> files) {
    return files.stream()
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .map(
            file ->
                NotNow.of(
                    Reason.HELD,
                    Problem.of("the node is held as it is")
                        .at(file)
                        .expected("no such file")
                        .found(why(file))
                        .hint("delete it to let updates go on: rm " + file)));
  }

  private static String why(Path file) {
    try {
      String text = new String(BoundedFiles.read(file, READ), StandardCharsets.UTF_8);
      String reason = HarmlessText.of(text.lines().findFirst().orElse("").strip());
      return reason.isEmpty() ? "one that gives no reason" : "\"" + reason + "\"";
    } catch (IOException e) {
      return "one that cannot be read";
    }
  }
}
