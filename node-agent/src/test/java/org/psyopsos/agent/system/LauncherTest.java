package org.psyopsos.agent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/** The launcher with something else in place of Java, and with real mounts. */
class LauncherTest {

  private static final Path LAUNCHER =
      Path.of("src/main/dist/usr/sbin/node-agent").toAbsolutePath();
  private static final List<String> NAMESPACE =
      List.of("unshare", "--mount", "--propagation", "shared");
  private static final String MOUNTS = "mount -t tmpfs tmpfs \"$PLACE\"; echo up; exec sleep 60";
  private static final String SHOWS_NAMESPACE = "exec readlink /proc/self/ns/mnt";

  @TempDir private Path directory;

  @BeforeEach
  void home() throws IOException {
    Files.createDirectories(directory.resolve("home/lib"));
    Files.createDirectory(directory.resolve("place"));
    Files.createFile(directory.resolve("home/lib/agent.jar"));
  }

  @Test
  void whatAKilledAgentHasMountedIsMountedNoMore() throws IOException {
    assumeNamespaces();
    java(MOUNTS);
    String counted =
        inNamespace(
            """
            mkfifo up
            sh "$LAUNCHER" apply >up & agent=$!
            read -r word <up
            grep -c " $PLACE " /proc/$agent/mounts
            kill -KILL $agent
            wait $agent || true
            grep -c " $PLACE " /proc/self/mounts || true
            """);
    assertThat(counted.lines()).containsExactly("1", "0");
  }

  @Test
  void aStickThatIsMountedLaterIsSeen() throws IOException {
    assumeNamespaces();
    java("echo up; read -r word; cat \"$PLACE/file\"");
    String seen =
        inNamespace(
            """
            mount -t tmpfs tmpfs "$PLACE"
            mkdir "$PLACE/stick"
            export PLACE="$PLACE/stick"
            mkfifo up in
            sh "$LAUNCHER" apply <in >up & agent=$!
            exec 3>in 4<up
            read -r word <&4
            mount -t tmpfs tmpfs "$PLACE"
            echo release >"$PLACE/file"
            echo go >&3
            cat <&4
            """);
    assertThat(seen).isEqualTo("release\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "why",
        "check",
        "apply --from serve",
        "commit",
        "rollback",
        "run",
        "-c x run"
      })
  void whatMountsHasANamespaceOfItsOwn(String arguments) throws IOException {
    assumeNamespaces();
    java(SHOWS_NAMESPACE);
    assertThat(launch(arguments)).isNotEqualTo(namespaceHere());
  }

  /** What the operator's programs mount is for others to see. */
  @ParameterizedTest
  @ValueSource(strings = {"health --json", "--config x health", "ask", "fetch", "serve"})
  void whatRunsTheOperatorsProgramsOrMountsNothingHasNone(String arguments) throws IOException {
    java(SHOWS_NAMESPACE);
    assertThat(launch(arguments)).isEqualTo(namespaceHere());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#!/bin/sh\necho refused >&2; exit 1\n"})
  void whereThereIsNoOtherNamespaceTheAgentRunsInThisOne(String unshare) throws IOException {
    java("exec /usr/bin/readlink /proc/self/ns/mnt");
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String program : List.of("sh", "dirname", "readlink")) {
      Files.createSymbolicLink(programs.resolve(program), Path.of("/bin", program));
    }
    if (!unshare.isEmpty()) {
      program(programs.resolve("unshare"), unshare);
    }
    CommandResult result = run("run", Map.of("PATH", programs.toString()));
    assertThat(result).isEqualTo(new CommandResult(0, namespaceHere(), ""));
  }

  @Test
  void argumentsInputAndExitStatusAreKept() throws IOException {
    java("read -r word; for last; do :; done; echo \"$word $last\"; exit 7");
    Command command = command("apply 'two words'", Map.of()).withInput("in\n");
    assertThat(new ProcessCommandRunner().run(command))
        .isEqualTo(new CommandResult(7, "in two words\n", ""));
  }

  @Test
  void aSignalReachesTheAgentItself() throws IOException {
    java("trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done");
    String status =
        shell(
            """
            mkfifo up
            sh "$LAUNCHER" apply >up & agent=$!
            read -r word <up
            kill -TERM $agent
            wait $agent || echo $?
            """);
    assertThat(status).isEqualTo("9\n");
  }

  private void java(String script) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("home/runtime/bin"));
    program(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String launch(String arguments) {
    CommandResult result = run(arguments, Map.of());
    assertThat(result.exitStatus()).as(result.errors()).isZero();
    return result.output();
  }

  private CommandResult run(String arguments, Map<String, String> environment) {
    return new ProcessCommandRunner().run(command(arguments, environment));
  }

  private Command command(String arguments, Map<String, String> environment) {
    String script = "exec /bin/sh \"$LAUNCHER\" " + arguments;
    return Command.of("/bin/sh", "-c", script).withEnvironment(environment(environment));
  }

  private String shell(String script) {
    return new ProcessCommandRunner()
        .runOrFail(
            Command.of("sh", "-c", "cd \"$PLACE/..\"\n" + script)
                .withEnvironment(environment(Map.of())))
        .output();
  }

  private String inNamespace(String script) {
    List<String> command = new ArrayList<>(NAMESPACE);
    command.addAll(List.of("sh", "-ec", "cd \"$PLACE/..\"\n" + script));
    return new ProcessCommandRunner()
        .runOrFail(Command.of(command).withEnvironment(environment(Map.of())))
        .output();
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("LAUNCHER", LAUNCHER.toString());
    all.put("NODE_AGENT_HOME", directory.resolve("home").toString());
    all.put("PLACE", directory.resolve("place").toString());
    return all;
  }

  private static String namespaceHere() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")) + "\n";
  }

  private static void assumeNamespaces() {
    List<String> command = new ArrayList<>(NAMESPACE);
    command.add("true");
    assumeTrue(
        new ProcessCommandRunner().run(Command.of(command)).exitStatus() == 0,
        "needs root and mount namespaces");
  }
}
