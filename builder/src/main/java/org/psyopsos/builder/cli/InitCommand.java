package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.psyopsos.builder.settings.TkSettingsTemplate;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.layout.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tk init}: settings to start from. */
@Command(name = "init", description = "Writes a commented tk.toml; never over one that is there.")
final class InitCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Where to (default: the current directory).")
  private Path directory = Path.of("");

  @Option(
      names = "--repo",
      paramLabel = "NAME",
      description = "The repository's name (default: ${DEFAULT-VALUE}).")
  private String repo = "example";

  @Option(
      names = "--platform",
      paramLabel = "NAME",
      description = "x86_64-uefi or aarch64-rpi (default: ${DEFAULT-VALUE}).")
  private String platform = Platform.X86_64_UEFI.id();

  InitCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    Path file = TkSettingsTemplate.write(tk.resolve(directory), repo, Platform.ofId(platform));
    tk.print(
        new Report(
            List.of("wrote " + file, "next: read it through, then tk keygen"),
            Json.object().put("settings", file.toString())));
    return ExitCode.OK.code();
  }
}
