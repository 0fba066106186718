package org.psyopsos.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.system.NodeLock;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.grub.BootControl;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** What the agent leaves for everybody on the node. */
class PublicStateTest {

  private static final String V1 = "20261121-100000";
  private static final String V2 = "20261121-110000";

  @TempDir private Path directory;

  private final TestRepository repository = new TestRepository();
  private TestDeaddrop deaddrop;
  private FakeNode node;
  private PublicState published;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    node = new FakeNode(directory, repository, TestRelease.of(repository, V1));
    node.configure(deaddrop.url());
    deaddrop.publish(repository, TestRelease.of(repository, V2), 2);
    published = new PublicState(new NodePaths(directory).publicState());
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void everyCommandThatChangesTheNodeLeavesWhatItMadeOfIt() throws IOException {
    node.run("commit");
    assertThat(summary()).isEqualTo("A " + V1 + " committed\n");
    node.run("run");
    assertThat(metrics())
        .contains("node_agent_trial 1\n", "node_agent_trial_attempts_left 3\n")
        .contains("node_agent_last_run_info{outcome=\"reboot-needed\",refusal=\"\"} 1\n");
    node.boot();
    node.run("commit");
    assertThat(summary()).isEqualTo("B " + V2 + " committed\n");
    assertThat(health()).contains("\"healthy\" : true", "\"version\" : \"" + V2 + "\"");
    node.run("rollback", "--no-reboot");
    assertThat(metrics()).contains("node_agent_trial 1\n", "because=\"by-hand\"");
  }

  @Test
  void aTrialIsPublishedBeforeItsChecksHaveEnded() throws IOException {
    node.run("run");
    node.boot();
    Path seen = directory.resolve("seen");
    node.healthCheck("10-look", "#!/bin/sh\ncp " + published.summary() + " " + seen + "\n");
    node.run("commit");
    assertThat(seen).hasContent("B " + V2 + " trial");
  }

  @Test
  void whatAilsTheNodeIsPublished() throws IOException {
    node.install(Slot.B, TestRelease.of(repository, V2));
    node.bootByMenu(Slot.B);
    node.healthCheck("20-bad", "#!/bin/sh\necho password=canary; exit 1\n");
    node.run("commit");
    assertThat(summary()).isEqualTo("B " + V2 + " ill\n");
    assertThat(health())
        .contains(
            "\"healthy\" : false", "\"not-committed\"", "\"health-check-failed\"", "\"20-bad\"")
        .doesNotContain("canary");
    assertThat(metrics())
        .contains("node_agent_healthy 0\n", "node_agent_ailment{reason=\"not-committed\"} 1\n")
        .contains("node_agent_health_check_passed{check=\"20-bad\"} 0\n")
        .contains("node_agent_ailment{reason=\"no-boot-environment\"} 0\n");
  }

  @Test
  void aCheckThatIsOnlyToldMakesNoNodeIll() throws IOException {
    node.run("run");
    node.boot();
    node.disk().failedUnits(0, "smartd.service loaded failed failed Self Monitoring\n");
    node.run("commit");
    assertThat(metrics())
        .contains("node_agent_health_check_passed{check=\"units\"} 0\n")
        .contains("node_agent_health_check_passed{check=\"deaddrop\"} 1\n")
        .contains("node_agent_healthy 1\n");
    assertThat(health()).contains("\"failedChecks\" : [ ]");
  }

  @Test
  void aNodeThatCannotBeLookedAtIsNotHealthy() throws IOException {
    node.run("commit");
    node.write("proc/cmdline", "quiet\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    node.run("run");
    assertThat(summary()).isEqualTo("- - ill\n");
    assertThat(health()).contains("\"unreadable\"", "\"last-run-failed\"");
    assertThat(metrics())
        .contains("node_agent_healthy 0\n", "node_agent_runs_total{result=\"failed\"} 1\n")
        .doesNotContain("node_agent_slot");
  }

  @Test
  void aNodeThatAnotherAgentIsAtWorkOnIsNoUnreadableOne() throws IOException {
    node.run("commit");
    String before = health();
    Path lock = new NodePaths(directory).lock();
    try (NodeLock other = NodeLock.acquire(lock, Duration.ZERO, pause -> {})) {
      assertThat(other).isNotNull();
      assertThat(node.run("run").exitCode()).isEqualTo(6);
    }
    assertThat(health()).isEqualTo(before);
  }

  @Test
  void aLostBootEnvironmentIsPublishedUntilItIsMended() throws IOException {
    Path copies = node.efiDirectory().resolve(BootControl.DIRECTORY);
    try (var files = Files.list(copies)) {
      for (Path copy : files.toList()) {
        Files.write(copy, new byte[(int) Files.size(copy)]);
      }
    }
    node.run("run");
    assertThat(metrics())
        .contains("node_agent_boot_environment_valid 1\n")
        .containsPattern("node_agent_repairs_total [1-9]");
  }

  @Test
  void aSourceThatIsDownOrLiesIsNoAilmentOfTheNode() throws IOException {
    deaddrop.put(TestDeaddrop.LATEST, new byte[] {'?'});
    node.run("run");
    deaddrop.close();
    node.run("run");
    assertThat(health()).contains("\"healthy\" : true");
    assertThat(metrics()).contains("node_agent_runs_total{result=\"unreachable\"} 1\n");
  }

  @Test
  void everybodyMayReadAndNothingInItIsSecret() throws IOException {
    node.configure(deaddrop.url().replace("http://", "http://node:canary@"));
    node.run("run");
    deaddrop.close();
    node.run("run");
    assertThat(mode(published.directory())).isEqualTo("rwxr-xr-x");
    for (Path file : List.of(published.metrics(), published.health(), published.summary())) {
      assertThat(mode(file)).as(file.toString()).isEqualTo("rw-r--r--");
      assertThat(Files.readString(file)).doesNotContain("canary", "127.0.0.1", "http", "/drop");
    }
    try (Stream<Path> files = Files.list(published.directory())) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void whereNothingCanBePublishedTheRunCountsAllTheSame() throws IOException {
    Files.createDirectories(published.directory().getParent());
    Files.writeString(published.directory(), "in the way");
    var ended = node.run("run");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("warning: cannot create the directory of what everybody");
  }

  @Test
  void theTextfileIsTheSameAndAWrongPlaceForItStopsNothing() throws IOException {
    Path textfile = Files.createDirectory(directory.resolve("exporter")).resolve("agent.prom");
    node.configure(deaddrop.url(), "textfile = \"" + textfile + "\"");
    node.run("run");
    assertThat(textfile).hasSameTextualContentAs(published.metrics());
    assertThat(mode(textfile)).isEqualTo("rw-r--r--");

    node.configure(deaddrop.url(), "textfile = \"" + directory + "/none/agent.prom\"");
    var ended = node.run("run");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("warning: cannot publish").contains("/none/agent.prom");
  }

  @Test
  void aTextfileThatNodeExporterWouldNotReadIsRefused() {
    for (String wrong : List.of("agent.prom", "/var/lib/agent.txt", "")) {
      node.configure(deaddrop.url(), "textfile = \"" + wrong + "\"");
      var ended = node.run("check");
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err())
          .contains("textfile; expected an absolute path", "found \"" + wrong + "\"");
    }
  }

  @Test
  void aLinkThatLiesInTheWayIsNotFollowed() throws IOException {
    Path victim = Files.writeString(directory.resolve("victim"), "untouched");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
    Path file = directory.resolve("node-agent.prom");
    Files.createSymbolicLink(directory.resolve("node-agent.prom.tmp~"), victim);
    Files.createSymbolicLink(file, victim);
    PublicFile.write(file, "published");
    assertThat(file).isRegularFile().hasContent("published");
    assertThat(victim).hasContent("untouched");
    assertThat(mode(victim)).isEqualTo("rw-------");
    assertThatThrownBy(() -> PublicFile.write(directory.resolve("no/file"), "x"))
        .isInstanceOf(NodeFault.class);
  }

  @Test
  void thePromptAndTheMessageOfTheDayTellSlotAndCondition() throws IOException {
    assertThat(shell("usr/share/node-agent/prompt.sh", "node_agent_prompt")).isEmpty();
    assertThat(shell("etc/update-motd.d/60-node-agent", "")).isEmpty();
    node.run("commit");
    assertThat(shell("usr/share/node-agent/prompt.sh", "node_agent_prompt")).isEqualTo("[A] ");
    assertThat(shell("etc/update-motd.d/60-node-agent", "")).isEqualTo("Slot A runs " + V1 + ".\n");

    node.run("run");
    node.boot();
    node.healthCheck("10-look", "#!/bin/sh\ncp " + published.summary() + " " + directory + "\n");
    node.run("commit");
    Files.copy(
        directory.resolve("summary"),
        published.summary(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(shell("usr/share/node-agent/prompt.sh", "node_agent_prompt"))
        .isEqualTo("[B trial] ");
    assertThat(shell("etc/update-motd.d/60-node-agent", "")).contains("which is on trial");

    Files.writeString(published.summary(), "B " + V2 + " ill\n");
    assertThat(shell("usr/share/node-agent/prompt.sh", "node_agent_prompt"))
        .isEqualTo("[B not healthy] ");
    assertThat(shell("etc/update-motd.d/60-node-agent", "")).contains("NOT HEALTHY");
  }

  /** The shipped script, where it reads what this node has published; no program is in its PATH. */
  private String shell(String script, String call) throws IOException {
    String text =
        Files.readString(Path.of("src/main/dist").resolve(script))
            .replace("/run/node-agent-public", published.directory().toString());
    Path here = Files.writeString(directory.resolve("script"), text);
    CommandResult said =
        new ProcessCommandRunner()
            .run(Command.of("/bin/sh", "-euc", "PATH=; . " + here + "; " + call));
    assertThat(said.exitStatus()).isZero();
    assertThat(said.errors()).isEmpty();
    return said.output();
  }

  private String metrics() throws IOException {
    return Files.readString(published.metrics());
  }

  private String health() throws IOException {
    return Files.readString(published.health());
  }

  private String summary() throws IOException {
    return Files.readString(published.summary());
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
