package org.psyopsos.agent.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.fetch.Fetcher;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.settings.SettingsWarnings;
import org.psyopsos.agent.source.DirectoryObjects;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.system.DiskChoice;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.NamedDevices;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.json.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code node-agent}: options that every command takes, and what every command shares. */
@Command(
    name = "node-agent",
    description = "Keeps this node up to date: two slots, one trial, and a way back.",
    versionProvider = AgentVersionProvider.class,
    synopsisSubcommandLabel = "COMMAND")
public final class NodeAgent {

  private final Caller caller;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Settings file (default: /etc/node-agent/node-agent.toml).")
  private @Nullable Path config;

  @Option(
      names = "--root-json",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Root of trust (default: /etc/node-agent/root.json).")
  private @Nullable Path rootJson;

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
      description = "Show this help message and exit.")
  @SuppressWarnings("unused") // picocli looks at the option itself
  private boolean help;

  /** Not inherited: to {@code apply} a version is something else. */
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print version information and exit.")
  @SuppressWarnings("unused") // picocli looks at the option itself
  private boolean version;

  NodeAgent(Caller caller) {
    this.caller = caller;
  }

  /**
   * Runs one command.
   *
   * @return the exit code, one of {@link org.psyopsos.failure.ExitCode}
   */
  public static int run(List<String> arguments, Caller caller) {
    NodeAgent agent = new NodeAgent(caller);
    ErrorReport report = new ErrorReport(caller);
    return commandLine(agent, arguments)
        .setOut(writer(caller.out()))
        .setErr(writer(caller.err()))
        .setParameterExceptionHandler((e, args) -> report.usage(e))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              Phase.of(command.getCommandName()).ifPresent(phase -> agent.leaveEntry(phase, e));
              return report.failed(e, agent.debug);
            })
        .execute(arguments.toArray(String[]::new));
  }

  /**
   * With the commands that the arguments may mean, or all of them: describing one to picocli costs
   * as much as many a command.
   */
  private static CommandLine commandLine(NodeAgent agent, List<String> arguments) {
    List<Object> meant =
        commands(agent).stream().filter(command -> arguments.contains(name(command))).toList();
    CommandLine line = new CommandLine(agent);
    for (Object command : meant.isEmpty() ? commands(agent) : meant) {
      line.addSubcommand(new CommandLine(command));
    }
    return line.setUsageHelpAutoWidth(true);
  }

  /** A new one is added here. */
  private static List<Object> commands(NodeAgent agent) {
    return List.of(
        new StatusCommand(agent),
        new WhyCommand(agent),
        new CheckCommand(agent),
        new ApplyCommand(agent),
        new CommitCommand(agent),
        new HealthCommand(agent),
        new RollbackCommand(agent),
        new RunCommand(agent),
        new AskCommand(agent),
        new FetchCommand(agent),
        new ServeCommand(agent));
  }

  private static String name(Object command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  Host host() {
    return caller.host();
  }

  ObjectSource deaddrop(Route route) {
    return "file".equals(route.deaddrop().getScheme())
        ? new DirectoryObjects(Path.of(route.deaddrop()))
        : caller.deaddrops().apply(route);
  }

  /** The path as the caller meant it. */
  Path resolve(Path path) {
    return caller.directory().resolve(path);
  }

  Path resolve(String path) {
    return caller.directory().resolve(path);
  }

  /** Fetches for another process until that hangs up. */
  void fetch() throws ProtocolException {
    Fetcher.serve(caller.in(), new CheckedOutput(caller.out()));
  }

  /** Read when they are asked for: not every command needs settings. */
  AgentSettings settings() {
    AgentSettings settings = readSettings();
    SettingsWarnings.of(settings, host().paths().secretConfig()).forEach(log()::warning);
    return settings;
  }

  /** Where metrics are to be left, too; what is wrong with the settings others have told. */
  Optional<Path> textfile() {
    try {
      return readSettings().textfile();
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  /** Takes hold of the node's own slots; settings that cannot be read do not keep it from that. */
  Node open(Duration patience) {
    return Node.open(host(), DiskChoice.of(devices()), patience);
  }

  private NamedDevices devices() {
    try {
      return readSettings().devices();
    } catch (BadInput e) {
      return NamedDevices.NONE;
    }
  }

  private AgentSettings readSettings() {
    return AgentSettings.read(
        Optional.ofNullable(config).map(this::resolve).orElseGet(() -> host().paths().config()),
        host().paths().secretConfig());
  }

  Path rootJson() {
    return Optional.ofNullable(rootJson)
        .map(this::resolve)
        .orElseGet(() -> host().paths().trustRoot());
  }

  void reboot() {
    log().accept("rebooting");
    host().reboot();
  }

  Log log() {
    return new Log(caller);
  }

  /** Prints how a command ended, and leaves an entry with fields of it in the journal. */
  void conclude(Phase phase, Report result) {
    print(result);
    JournalEntry.leave(caller, phase, result);
  }

  private void leaveEntry(Phase phase, Exception thrown) {
    if (thrown instanceof Failure failure) {
      JournalEntry.leave(caller, phase, failure);
    }
  }

  /** Prints a result: the JSON object where {@code --json} was given, else the lines. */
  void print(Report result) {
    PrintStream out = caller.out();
    if (json) {
      out.writeBytes(result.json());
    } else {
      result.lines().forEach(line -> out.println(HarmlessText.of(line)));
    }
    out.flush();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
