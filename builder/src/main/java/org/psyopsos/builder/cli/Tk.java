package org.psyopsos.builder.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.settings.TkSettingsFile;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.trust.RootDirectory;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.json.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code tk}: options that every command takes, and what every command shares. */
@Command(
    name = "tk",
    description = "Builds, signs and publishes releases and disk images.",
    versionProvider = TkVersion.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Tk {

  private final Caller caller;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Settings file (default: tk.toml).")
  private Path config = Path.of(TkSettings.FILE_NAME);

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the result as one JSON object.")
  private boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of errors.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("unused") // picocli looks at the option itself
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print version information and exit.")
  @SuppressWarnings("unused") // picocli looks at the option itself
  private boolean version;

  Tk(Caller caller) {
    this.caller = caller;
  }

  /**
   * Runs one command.
   *
   * @return the exit code, one of {@link org.psyopsos.failure.ExitCode}
   */
  public static int run(List<String> arguments, Caller caller) {
    Tk tk = new Tk(caller);
    ErrorReport report = new ErrorReport(caller.err());
    return commandLine(tk)
        .setOut(writer(caller.out()))
        .setErr(writer(caller.err()))
        .setParameterExceptionHandler((e, args) -> report.usage(e))
        .setExecutionExceptionHandler((e, command, parsed) -> report.failed(e, tk.debug))
        .execute(arguments.toArray(String[]::new));
  }

  /** All commands; a new one is added here. */
  static CommandLine commandLine(Tk tk) {
    return new CommandLine(tk)
        .addSubcommand(new InitCommand(tk))
        .addSubcommand(new KeygenCommand(tk))
        .addSubcommand(
            Group.of("trust", "Says whose signatures count: roots, their keys and thresholds.")
                .addSubcommand(new TrustInitCommand(tk))
                .addSubcommand(new TrustSignCommand(tk))
                .addSubcommand(new TrustInstallCommand(tk))
                .addSubcommand(new TrustRotateCommand(tk))
                .addSubcommand(new TrustRevokeCommand(tk))
                .addSubcommand(new TrustShowCommand(tk)))
        .addSubcommand(new SignCommand(tk))
        .addSubcommand(new VerifyCommand(tk))
        .addSubcommand(
            Group.of("mkimage", "Makes releases and disk images.")
                .addSubcommand(new MkImageOsCommand(tk))
                .addSubcommand(new MkImageEspCommand(tk))
                .addSubcommand(new MkImageSecretCommand(tk))
                .addSubcommand(new MkImageDiskCommand(tk)))
        .addSubcommand(new DeployCommand(tk))
        .addSubcommand(
            Group.of("deaddrop", "Works with the deaddrop's directory.")
                .addSubcommand(new DeaddropServeCommand(tk)))
        .addSubcommand(new VmCommand(tk))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  Caller caller() {
    return caller;
  }

  /** The settings file's content; read when it is asked for, since not all commands need it. */
  TkSettings settings() {
    return TkSettingsFile.read(caller.resolve(config));
  }

  /** The directory of roots, where there are settings that say where it is. */
  Optional<RootDirectory> rootsIfThere() {
    return Files.exists(caller.resolve(config)) ? Optional.of(roots()) : Optional.empty();
  }

  RootDirectory roots() {
    return new RootDirectory(new KeyDirectory(settings().keys()));
  }

  /** The path as the caller meant it. */
  Path resolve(Path path) {
    return caller.resolve(path);
  }

  Optional<Path> resolve(Optional<Path> path) {
    return path.map(caller::resolve);
  }

  /** Prints a result: the JSON object where {@code --json} was given, else the lines. */
  void print(Report result) {
    PrintStream out = caller.out();
    if (json) {
      out.write(result.json(), 0, result.json().length);
    } else {
      result.lines().stream().map(HarmlessText::of).forEach(out::println);
    }
    out.flush();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
