package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;

/** Nobody outside writes lines of their own into the log, or moves its reader's cursor. */
class LogInjectionTest extends NodeFixture {

  private static final String HOSTILE =
      "x\n<0>node-agent: all is well\r\u001b[2J\u009b2J\u202e\u2028" + "y".repeat(100_000);

  @Test
  void theHintOfAServer() {
    deaddrop.put(TestDeaddrop.LATEST, HOSTILE.getBytes(UTF_8));
    isHarmless(node.run("run"), 5);
    isHarmless(node.run("apply", "--debug"), 5);
    isHarmless(node.run("status"), 0);
  }

  @Test
  void theHeadersOfAServer() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "\u001b[2Jgzip");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("2\n".getBytes(UTF_8));
        });
    isHarmless(node.run("run"), 5);
  }

  @Test
  void aHealthCheck() throws IOException {
    Path words = Files.writeString(directory.resolve("words"), HOSTILE.substring(0, 40));
    node.run("run");
    node.boot();
    node.healthCheck("10-hostile", "#!/bin/sh\ncat " + words + " >&2; exit 1\n");
    Ended judged = node.run("commit");
    isHarmless(judged, 7);
    assertThat(judged.err()).contains("NOT HEALTHY: 10-hostile: exit status 1: x <0>node-agent:");
  }

  @Test
  void aSetting() {
    node.configure(deaddrop.url(), "\"a\\u001b[2J\\nb\" = 1");
    isHarmless(node.run("check", "--debug"), 2);
  }

  @Test
  void theJournalGetsAPriorityWithEachLineAndATerminalNone() {
    node.write("run/psyops/secret/node-agent.toml", "boot_attempts = 2\n".getBytes(UTF_8));
    deaddrop.put(TestDeaddrop.LATEST, HOSTILE.getBytes(UTF_8));
    assertThat(node.run("run").err().lines()).allMatch(line -> line.startsWith("node-agent: "));

    node.journal(true);
    assertThat(node.run("apply").err().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("<4>node-agent: warning: "),
            line -> assertThat(line).startsWith("<3>node-agent: the deaddrop's hint"),
            line -> assertThat(line).startsWith("<6>node-agent: hint: "));
  }

  @Test
  void theJournalGetsAnEntryWithFieldsForEachEnd() {
    List<String> entries = new ArrayList<>();
    node.disk()
        .beforeEach(
            command -> {
              if (command.program().equals("logger")) {
                entries.add(command.input().orElse(""));
              }
            });
    node.run("run");
    assertThat(entries).isEmpty();

    node.journal(true);
    node.run("rollback", "--no-reboot");
    node.run("run");
    node.boot();
    node.run("commit");
    node.run("status");
    assertThat(entries)
        .containsExactly(
            entry("rollback: trial-withdrawn", 5, "rollback", "trial-withdrawn", "psyopsOS-A"),
            entry("update: known-bad", 5, "update", "known-bad", "psyopsOS-A")
                + "NODE_AGENT_VERSION=20261121-110000\n",
            entry("trial: nothing-to-do", 5, "trial", "nothing-to-do", "psyopsOS-A"));
    entries.clear();
    deaddrop.put(TestDeaddrop.LATEST, HOSTILE.getBytes(UTF_8));
    node.clock(FakeNode.NOW.plus(java.time.Duration.ofDays(4000)));
    node.run("apply");
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0))
        .startsWith("MESSAGE=update: ")
        .contains("PRIORITY=3\n")
        .matches("([A-Z_]+=[^\\p{Cntrl}]+\n)+");
  }

  private static String entry(
      String message, int priority, String phase, String outcome, String slot) {
    return "MESSAGE=%s\nMESSAGE_ID=%s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=node-agent\n"
            .formatted(message, JournalEntry.ID, priority)
        + "NODE_AGENT_PHASE=%s\nNODE_AGENT_OUTCOME=%s\nNODE_AGENT_SLOT=%s\n"
            .formatted(phase, outcome, slot);
  }

  private static void isHarmless(Ended ended, int exitCode) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat((ended.out() + ended.err()).lines())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line).hasSizeLessThan(600).doesNotStartWith("<0>");
              assertThat(line.codePoints())
                  .noneMatch(c -> Character.isISOControl(c) || c == 0x202e || c == 0x2028);
            });
  }
}
