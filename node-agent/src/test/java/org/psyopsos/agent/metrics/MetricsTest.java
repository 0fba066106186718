package org.psyopsos.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** The metrics, judged by Prometheus' own tool, and the document and the alerts that use them. */
class MetricsTest {

  private static final Path DOCUMENT = Path.of("../docs/monitoring.md");
  private static final Path ALERTS = Path.of("../docs/alerts.yml");
  private static final Path ALERTS_TEST = Path.of("src/test/resources/alerts/alerts-test.yml");

  @TempDir private Path directory;

  private final TestRepository repository = new TestRepository();
  private TestDeaddrop deaddrop;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    node = new FakeNode(directory, repository, TestRelease.of(repository, "20261121-100000"));
    node.configure(deaddrop.url());
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-110000"), 2);
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void promtoolHasNothingToSayInAnyState() throws IOException {
    node.run("commit");
    judged(metrics());
    node.run("run");
    judged(metrics());
    node.boot();
    node.healthCheck("20-bad", "#!/bin/sh\nexit 1\n");
    node.run("commit", "--deadline");
    node.boot();
    node.run("run");
    judged(metrics());
  }

  @Test
  void promtoolWouldNoticeABadName() {
    String bad = new Exposition().counter("node_agent_runs", "Runs.").sample(1).toString();
    assertThat(promtool(Command.of("promtool", "check", "metrics").withInput(bad)).exitStatus())
        .isNotZero();
  }

  @Test
  void aLabelCannotEndItsLine() {
    String text =
        new Exposition()
            .gauge("node_agent_info", "Any.")
            .sample(1, "a", "\"} 2\nb\\", "c", "")
            .toString();
    assertThat(text).endsWith("node_agent_info{a=\"\\\"} 2\\nb\\\\\",c=\"\"} 1\n");
    judged(text);
  }

  @Test
  void theDocumentListsTheMetricsThatThereAre() throws IOException {
    node.run("run");
    Set<String> families = found("(?m)^# HELP (\\S+)", metrics());
    assertThat(families).hasSizeGreaterThan(20);
    assertThat(found("(?m)^\\| `(node_agent_[a-z_]+)", Files.readString(DOCUMENT)))
        .isEqualTo(families);
    assertThat(found("(?m)^\\| `([a-z-]+)` \\| .*\\| 503", Files.readString(DOCUMENT)))
        .isEqualTo(
            java.util.Arrays.stream(Ailment.values())
                .map(Ailment::id)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void theAlertsUseMetricsThatThereAre() throws IOException {
    node.run("run");
    Set<String> used = found("(node_agent_[a-z_]+)", Files.readString(ALERTS));
    assertThat(used).isNotEmpty().isSubsetOf(found("(?m)^# HELP (\\S+)", metrics()));
  }

  @Test
  void everyAlertIsSilentOnAHealthyNodeAndFiresOnOneInTrouble() throws IOException {
    CommandResult checked = promtool(Command.of("promtool", "check", "rules", ALERTS.toString()));
    assertThat(checked.exitStatus()).as(checked.output() + checked.errors()).isZero();

    String test = Files.readString(ALERTS_TEST);
    for (String alert : found("- alert: (\\w+)", Files.readString(ALERTS))) {
      assertThat(Pattern.compile("alertname: " + alert + "\\b").matcher(test).results())
          .as(alert)
          .hasSize(2);
    }
    Path here =
        Files.writeString(
            directory.resolve("alerts-test.yml"),
            test.replace("RULES", ALERTS.toAbsolutePath().toString()));
    CommandResult tested = promtool(Command.of("promtool", "test", "rules", here.toString()));
    assertThat(tested.exitStatus()).as(tested.output() + tested.errors()).isZero();
  }

  private String metrics() throws IOException {
    return Files.readString(new PublicState(new NodePaths(directory).publicState()).metrics());
  }

  private static void judged(String metrics) {
    CommandResult said = promtool(Command.of("promtool", "check", "metrics").withInput(metrics));
    assertThat(List.of(said.output(), said.errors())).containsOnly("");
    assertThat(said.exitStatus()).isZero();
  }

  private static CommandResult promtool(Command command) {
    return new ProcessCommandRunner().run(command);
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
