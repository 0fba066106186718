package org.psyopsos.builder.tools;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;

/** Makes U-Boot's scripts, with checksums, out of text; the same input, the same bytes. */
public final class BootScript {

  private final CommandRunner commands;

  public BootScript(CommandRunner commands) {
    this.commands = new DebianTools(commands);
  }

  /**
   * Writes a script.
   *
   * @param text a file with U-Boot's commands
   * @param time what the script says of when it was made
   * @param script the file to write
   */
  public void write(Path text, Instant time, Path script) {
    Command mkimage =
        Command.of(
            "mkimage",
            "-A",
            "arm64",
            "-O",
            "linux",
            "-T",
            "script",
            "-C",
            "none",
            "-d",
            text.toString(),
            script.toString());
    commands.runOrFail(
        mkimage.withEnvironment(
            Map.of("SOURCE_DATE_EPOCH", String.valueOf(time.getEpochSecond()), "TZ", "UTC")));
  }
}
