package org.psyopsos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.settings.GateSettings.Question;
import org.psyopsos.agent.settings.HealthSettings.Check;
import org.psyopsos.agent.settings.HealthSettings.Weight;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

class AgentSettingsTest {

  private static final String NEEDED =
      """
      deaddrop = "https://deaddrop.example/"
      repo = "home"
      channel = "stable"
      platform = "x86_64-uefi"
      """;

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  @Test
  void whatIsNotWrittenHasSafeDefaults() throws IOException {
    AgentSettings settings = read("");
    assertThat(settings.reboot()).isEqualTo(RebootPolicy.AT_ONCE);
    assertThat(settings.gate().windows()).isEmpty();
    assertThat(settings.gate().question()).isEmpty();
    assertThat(settings.gate().maxTemperature()).isEmpty();
    assertThat(settings.gate().minFreeMemory()).isEqualTo(64);
    assertThat(Stream.of(Check.values()).filter(check -> decides(settings, check)))
        .containsExactly(Check.DISK);
    assertThat(settings.health().patience()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void whatIsWrittenOfHealthIsMeant() throws IOException {
    HealthSettings health =
        read("""
                [health]
                disk = "tell"
                units = "decide"
                deaddrop = "off"
                ignore_units = ["smartd.service", "backup@*.service"]
                min_free_disk = 100
                host = "[fd00::1]:53"
                patience = "30s"
                """)
            .health();
    assertThat(health.weight(Check.DISK)).isEqualTo(Weight.TELL);
    assertThat(health.weight(Check.UNITS)).isEqualTo(Weight.DECIDE);
    assertThat(health.weight(Check.NETWORK)).isEqualTo(Weight.TELL);
    assertThat(health.weight(Check.DEADDROP)).isEqualTo(Weight.OFF);
    assertThat(health.ignoredUnits()).anyMatch(name -> name.matcher("backup@a.service").matches());
    assertThat(health.ignoredUnits()).noneMatch(name -> name.matcher("smartd_service").matches());
    assertThat(health.minFreeDisk()).isEqualTo(100);
    assertThat(health.host()).contains(InetSocketAddress.createUnresolved("[fd00::1]", 53));
    assertThat(health.patience()).isEqualTo(Duration.ofSeconds(30));
  }

  private static boolean decides(AgentSettings settings, Check check) {
    return settings.health().weight(check) == Weight.DECIDE;
  }

  @Test
  void whatIsWrittenIsMeant() throws IOException {
    AgentSettings settings =
        read(
            """
            reboot = "windows"
            reboot_windows = ["Mon-Fri 02:00-04:30", "Sun 23:00-01:00"]
            time_zone = "Europe/Berlin"
            ask = ["/usr/local/bin/may-reboot", "now"]
            ask_timeout = "90s"
            max_temperature = 70
            min_free_memory = 0
            """);
    assertThat(settings.reboot()).isEqualTo(RebootPolicy.WINDOWS);
    assertThat(settings.gate().windows().orElseThrow())
        .hasToString("Mon-Fri 02:00-04:30, Sun 23:00-01:00 (Europe/Berlin)");
    assertThat(settings.gate().question())
        .contains(
            new Question(List.of("/usr/local/bin/may-reboot", "now"), Duration.ofSeconds(90)));
    assertThat(settings.gate().maxTemperature()).contains(70);
    assertThat(settings.gate().minFreeMemory()).isZero();
  }

  @Test
  void windowsAreNeededWhereTheyCountAndCheckedWhereTheyDoNot() throws IOException {
    Problem missing = problem("reboot = 'windows'");
    assertThat(missing.what()).isEqualTo("a setting is missing");
    assertThat(missing.where()).contains("reboot_windows");
    assertThat(read("reboot_windows = ['02:00-03:00']").gate().windows()).isEmpty();
    assertThat(problem("reboot_windows = ['nightly']").found()).isEqualTo("\"nightly\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reboot = 'sometimes' | reboot | \"at-once\" or \"windows\" or \"never\" | \"sometimes\"",
        "time_zone = 'Europe/Nowhere' | time_zone | Europe/Berlin | \"Europe/Nowhere\"",
        "time_zone = '' | time_zone | Europe/Berlin | \"\"",
        "ask = [] | ask | an absolute path and arguments | []",
        "ask = ['may-reboot'] | ask | an absolute path and arguments | [may-reboot]",
        "ask_timeout = 'soon' | ask_timeout | such as | \"soon\"",
        "ask_timeout = '11m' | ask_timeout | at most 10m | \"11m\"",
        "max_temperature = 30 | max_temperature | 40 to 120 | 30",
        "min_free_memory = -1 | min_free_memory | 0 to 65536 | -1",
        "boot_attempts = 0 | boot_attempts | 1 to 9 | 0",
        "proxy = 'proxy:3128' | proxy | http://, a host and a port | something else",
        "proxy = 'https://proxy:3128' | proxy | http://, a host and a port | something else",
        "proxy = 'http://proxy' | proxy | http://, a host and a port | something else",
        "proxy = 'http://proxy:65536' | proxy | http://, a host and a port | something else",
        "proxy = 'http://proxy:1/path' | proxy | http://, a host and a port | something else",
        "proxy = 'http:proxy' | proxy | http://, a host and a port | something else",
        "proxy = 'http://a b:1' | proxy | http://, a host and a port | something else",
        "boot_attempts = 10 | boot_attempts | 1 to 9 | 10",
        "reboot = false | reboot | \"never\" | \"false\"",
        "time_zone = 2 | time_zone | Europe/Berlin | \"2\"",
        "textfile = '/a.txt' | textfile | ends with .prom | \"/a.txt\"",
        "commit_deadline = 10 | commit_deadline | such as | \"10\"",
        "commit_deadline = '0s' | commit_deadline | such as | \"0s\"",
        "health.disk = 'on' | health.disk | \"off\" or \"tell\" or \"decide\" | \"on\"",
        "health.disk = true | health.disk | \"off\" or \"tell\" or \"decide\" | \"true\"",
        "health.units = '' | health.units | \"off\" or \"tell\" or \"decide\" | \"\"",
        "health.ignore_units = ['a b'] | health.ignore_units | smartd.service | \"a b\"",
        "health.min_free_disk = -1 | health.min_free_disk | 0 to 1048576 | -1",
        "health.host = 'gateway' | health.host | 192.168.1.1:53 | \"gateway\"",
        "health.host = 'gateway:0' | health.host | 192.168.1.1:53 | \"gateway:0\"",
        "health.host = 'gateway:65536' | health.host | 192.168.1.1:53 | \"gateway:65536\"",
        "health.host = 'a@gateway:22' | health.host | 192.168.1.1:53 | \"a@gateway:22\"",
        "health.host = 'gateway:22/x' | health.host | 192.168.1.1:53 | \"gateway:22/x\"",
        "health.host = 'gate way:22' | health.host | 192.168.1.1:53 | \"gate way:22\"",
        "health.patience = '31m' | health.patience | at most 30m | \"31m\"",
        "devices.a = 'sda2' | devices.a | an absolute path | \"sda2\"",
        "devices.b = '' | devices.b | an absolute path | \"\"",
        "devices.efisys = 'UUID=1' | devices.efisys | an absolute path | \"UUID=1\"",
        "poll_interval = 'daily' | poll_interval | such as | \"daily\"",
      })
  void aWrongValueIsNamedWithWhatWasExpected(String line, String key, String expected, String found)
      throws IOException {
    Problem problem = problem(line);
    assertThat(problem.where()).isEqualTo("/node-agent.toml: " + key);
    assertThat(problem.expected()).contains(expected);
    assertThat(problem.found()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "proxy = ['http://proxy:3128'] | proxy",
        "node = ['attic'] | node",
        "hardware = ['raspberrypi,4-model-b'] | hardware",
        "boot_attempts = 'three' | boot_attempts",
        "reboot = ['never'] | reboot",
        "commit_deadline = [10] | commit_deadline",
        "poll_interval = ['1d'] | poll_interval",
        "time_zone = ['UTC'] | time_zone",
        "ask_timeout = ['1m'] | ask_timeout",
        "textfile = ['/a.prom'] | textfile",
        "health.disk = ['tell'] | health.disk",
        "health.host = ['gateway:22'] | health.host",
        "health.patience = ['2m'] | health.patience",
        "health.min_free_disk = 'much' | health.min_free_disk",
        "reboot_windows = '02:00-03:00' | reboot_windows",
        "ask = '/usr/bin/true' | ask",
        "max_temperature = 'hot' | max_temperature",
        "min_free_memory = 1.5 | min_free_memory",
        "health = 'good' | health",
        "devices = '/dev/sda2' | devices",
        "devices.a = ['/dev/sda2'] | devices.a",
        "health.ignore_units = 'smartd.service' | health.ignore_units",
      })
  void aValueOfAWrongKindIsNamed(String line, String key) throws IOException {
    Problem problem = problem(line);
    assertThat(problem.what()).isEqualTo("a setting of a wrong kind");
    assertThat(problem.where()).isEqualTo("/node-agent.toml: " + key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deaddrop", "repo", "channel", "platform"})
  void aMissingKeyIsNamed(String key) throws IOException {
    Path config = memory.getPath("/node-agent.toml");
    String rest = NEEDED.replaceAll("(?m)^" + key + ".*\n", "");
    Files.writeString(config, rest);
    Problem problem =
        catchThrowableOfType(
                BadInput.class, () -> AgentSettings.read(config, memory.getPath("/secret.toml")))
            .problem();
    assertThat(problem.what()).isEqualTo("a setting is missing");
    assertThat(problem.where()).isEqualTo("/node-agent.toml: " + key);
    assertThat(problem.hint()).isEqualTo("add: " + key + " = \"…\"");
  }

  @ParameterizedTest
  @CsvSource({"deaddrop, ftp://host", "repo, ''", "channel, a b", "platform, riscv"})
  void aWrongValueOfTheSecretPartitionNamesBothFiles(String key, String value) throws IOException {
    Files.writeString(memory.getPath("/secret.toml"), key + " = '" + value + "'");
    Problem problem = problem("");
    assertThat(problem.where()).isEqualTo("/node-agent.toml and /secret.toml: " + key);
    assertThat(problem.expected()).isNotEmpty();
  }

  @Test
  void whatIsNotTomlIsToldWithItsLine() {
    Problem problem = problem("node = \"attic\"\nreboot = never");
    assertThat(problem.where()).isEqualTo("/node-agent.toml");
    assertThat(problem.found()).endsWith(" in line 6");
  }

  @Test
  void anUnknownKeyOfDevicesIsNamed() {
    assertThat(problem("devices.esp = '/dev/sda1'").found()).isEqualTo("'devices.esp'");
  }

  @Test
  void anUnknownKeyOfHealthIsNamed() {
    assertThat(problem("health.discs = 'tell'").found()).isEqualTo("'health.discs'");
  }

  /** Java names files in the encoding of the locale that it was started in. */
  @ParameterizedTest
  @ValueSource(strings = {"textfile = '/var/lib/zähler/x.prom'", "devices.a = '/dev/disk/zähler'"})
  void aPathThatTheLocaleCannotWriteIsBadInput(String line, @TempDir Path directory)
      throws IOException {
    Path config = Files.writeString(directory.resolve("node-agent.toml"), NEEDED + line);
    CommandResult result =
        new ProcessCommandRunner()
            .run(
                Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.psyopsos.agent.cli.Main",
                        "check",
                        "--config",
                        config.toString())
                    .withEnvironment(Map.of("LC_ALL", "C")));
    assertThat(result.exitStatus()).as(result.errors()).isEqualTo(2);
    assertThat(result.errors()).contains(line.substring(0, line.indexOf(' ')), "in this locale");
  }

  private Problem problem(String lines) {
    return catchThrowableOfType(BadInput.class, () -> read(lines)).problem();
  }

  private AgentSettings read(String lines) throws IOException {
    Path config = memory.getPath("/node-agent.toml");
    Files.writeString(config, NEEDED + lines);
    return AgentSettings.read(config, memory.getPath("/secret.toml"));
  }
}
