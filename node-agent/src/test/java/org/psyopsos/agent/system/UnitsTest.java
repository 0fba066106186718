package org.psyopsos.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.psyopsos.agent.gate.RebootGate;
import org.psyopsos.agent.health.HealthService;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/** The systemd units, judged by systemd. */
class UnitsTest {

  private static final Path DIST = Path.of("src/main/dist").toAbsolutePath();
  private static final Path UNITS = DIST.resolve("usr/lib/systemd/system");
  private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  /** Of 10. docs/adr/0036 says what each is made of; a new service needs a line. */
  private static final Map<String, Double> MAX_EXPOSURE =
      Map.of(
          "node-agent.service",
          1.5,
          "node-agent-fetch@.service",
          1.1,
          "node-agent-serve.service",
          1.0,
          "node-agent-commit.service",
          1.5,
          "node-agent-deadline.service",
          1.5,
          "node-agent-give-up.service",
          1.0,
          "node-agent-emergency.service",
          1.0,
          HealthService.UNIT,
          10.0,
          RebootGate.ASK_UNIT,
          10.0);

  private static final Set<String> WITHOUT_DIRECTORIES =
      Set.of(
          HealthService.UNIT,
          RebootGate.ASK_UNIT,
          "node-agent-emergency.service",
          "node-agent-fetch@.service",
          "node-agent-give-up.service",
          "node-agent-serve.service");

  @TempDir private Path directory;

  static List<Path> services() throws IOException {
    return units("*.service");
  }

  @ParameterizedTest
  @MethodSource("services")
  void noServiceIsMoreExposedThanItMustBe(Path unit) {
    String name = unit.getFileName().toString();
    double exposure = exposure(unit);
    System.out.println(name + " has an exposure of " + exposure);
    assertThat(MAX_EXPOSURE).containsKey(name);
    assertThat(exposure).as(name).isLessThanOrEqualTo(MAX_EXPOSURE.get(name));
  }

  @Test
  void systemdFindsNothingToSay() throws IOException {
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
    command.add("--man=no");
    for (Path unit : units("*")) {
      command.add(withProgramHere(unit).toString());
    }
    CommandResult verified = run(Command.of(command));
    assertThat(verified.errors() + verified.output()).isEmpty();
    assertThat(verified.exitStatus()).isZero();
  }

  @Test
  void aMisspeltOptionWouldBeNoticed() throws IOException {
    Path unit = withProgramHere(UNITS.resolve("node-agent.service"));
    Files.writeString(unit, Files.readString(unit).replace("ProtectHome=", "ProtectHouse="));
    assertThat(run(Command.of("systemd-analyze", "verify", "--man=no", unit.toString())).errors())
        .contains("ProtectHouse");
  }

  @Test
  void theServicesOfOneSandboxKeepTheSameDirectories() throws IOException {
    for (Path unit : services()) {
      if (!WITHOUT_DIRECTORIES.contains(unit.getFileName().toString())) {
        assertThat(Files.readAllLines(unit))
            .as(unit.toString())
            .contains(
                "UMask=0077",
                "StateDirectoryMode=0700",
                "RuntimeDirectory=node-agent",
                "RuntimeDirectoryMode=0700",
                "RuntimeDirectoryPreserve=yes");
      }
    }
  }

  /** {@link #systemdFindsNothingToSay} has the timer's good instance. */
  @Test
  void theTimersInstanceIsTheMomentThatItWaitsFor() throws IOException {
    Path never = directory.resolve("node-agent-again@soon.timer");
    Files.copy(UNITS.resolve("node-agent-again@.timer"), never);
    assertThat(run(Command.of("systemd-analyze", "verify", "--man=no", never.toString())).errors())
        .contains("Failed to parse calendar specification, ignoring: @soon");
  }

  /** They write what everybody may read beside the directory that is theirs alone. */
  @Test
  void whatLooksAtTheNodeMayPublishAndMayDoSoNowhereElse() throws IOException {
    String directory = "/run/node-agent-public";
    assertThat(DIST.resolve("usr/lib/tmpfiles.d/node-agent.conf"))
        .content()
        .contains("\nd " + directory + " 0755 root root -\n");
    for (Path unit : services()) {
      boolean publishes = !WITHOUT_DIRECTORIES.contains(unit.getFileName().toString());
      assertThat(Files.readAllLines(unit).stream().filter(line -> line.contains("WritePaths")))
          .as(unit.toString())
          .isEqualTo(publishes ? List.of("ReadWritePaths=-" + directory) : List.of());
    }
  }

  /** As systemd presets the units of an image that is being made. */
  @Test
  void nothingListensOnTheNetworkUnlessSomebodyEnablesIt() throws IOException {
    run(Command.of("cp", "-r", DIST.toString(), directory.resolve("root").toString()));
    String root = "--root=" + directory.resolve("root");
    assertThat(run(Command.of("systemctl", root, "preset-all")).exitStatus()).isZero();
    assertThat(enabled(root, "node-agent-serve.service")).isEqualTo("disabled");
    assertThat(enabled(root, "node-agent-commit.service")).isEqualTo("enabled");
    assertThat(enabled(root, "node-agent.timer")).isEqualTo("enabled");
  }

  private static String enabled(String root, String unit) {
    return run(Command.of("systemctl", root, "is-enabled", unit)).output().strip();
  }

  /** The unit where its program exists on this machine, and its instance is one that there is. */
  private Path withProgramHere(Path unit) throws IOException {
    String text = Files.readString(unit).replace("=/usr/sbin/", "=" + DIST + "/usr/sbin/");
    String name = unit.getFileName().toString().replace("@.timer", "@1795300000.timer");
    return Files.writeString(directory.resolve(name), text);
  }

  private static double exposure(Path unit) {
    CommandResult said =
        run(
            Command.of(
                "systemd-analyze", "security", "--offline=true", "--no-pager", unit.toString()));
    Matcher matcher = EXPOSURE.matcher(said.output());
    assertThat(matcher.find()).as(said.output() + said.errors()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static CommandResult run(Command command) {
    return new ProcessCommandRunner()
        .run(command.withEnvironment(Map.of("SYSTEMD_LOG_LEVEL", "warning")));
  }

  private static List<Path> units(String glob) throws IOException {
    try (Stream<Path> files = Files.list(UNITS)) {
      return files
          .filter(
              file ->
                  UNITS.getFileSystem().getPathMatcher("glob:" + glob).matches(file.getFileName()))
          .sorted()
          .toList();
    }
  }
}
