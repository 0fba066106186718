package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.vm.Thorough;

/**
 * The timer's run waits for whom it must: a person's hold, a window, a program that is asked; in
 * the long mode a deaddrop that is down. What the node says of itself meanwhile is what is so. Its
 * clock jumps, and it does not mind.
 */
final class RunPolicyIT {

  private static final String SECOND = TestRelease.SECOND.version().value();

  /** Long enough for the second release to be installed before; the node's clock jumps over it. */
  private static final Duration UNTIL_WINDOW = Duration.ofHours(1);

  /** What the wake timer may wait for, once the window is open. */
  private static final Duration SPREAD = Duration.ofMinutes(2);

  /** A run that is ending would take the start of the next one for its own. */
  private static final String IDLE =
      "until [ $(systemctl is-active node-agent.service) = inactive ]; do sleep 1; done";

  /** Then the deaddrop is left alone for two minutes: longer than a run takes on a slow machine. */
  private static final int UNANSWERED = 3;

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  @Test
  void anUpdateWaitsUntilItMayBegin() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start("run-policy")) {
      node.boots(Slot.A);
      node.types("echo 'the roof is open' >/etc/node-agent/hold");
      node.deploy(TestRelease.SECOND);
      node.says("the node is held as it is.*the roof is open", NodeUnderTest.INSTALL);
      node.shows("node-agent why", "^not updating because the node is held as it is");
      isTwentyYearsAhead(node);

      Instant opens = Instant.now().plus(UNTIL_WINDOW).truncatedTo(ChronoUnit.MINUTES);
      String window = clock(opens) + "-" + clock(opens.plus(Duration.ofHours(2)));
      node.types("printf '#!/bin/sh\\n[ ! -e /run/no ] || { echo not yet; exit 1; }\\n' >/run/ask");
      node.types("chmod +x /run/ask; touch /run/no; cd /etc/node-agent");
      node.types(
          "{ printf 'reboot = \"windows\"\\nreboot_windows = [\""
              + window
              + "\"]\\nask = [\"/bin/sh\", \"/run/ask\"]\\n'; cat node-agent.toml; } >/run/new.toml");
      node.types("cp /run/new.toml node-agent.toml; rm hold");
      node.says("writing " + SECOND, NodeUnderTest.INSTALL);
      node.types("now=$(date +%s); date -s 1971-01-01; sleep 5; date -s @$now");
      node.says("read back and compared", NodeUnderTest.INSTALL);
      node.says("it is no time to reboot.*" + window, NodeUnderTest.BOOT);

      node.types("systemctl stop node-agent.timer"); // From here on it is the wake timer's turn.
      assertThat(node.status("not updating")).contains("it is no time to reboot");
      node.shows("systemctl list-timers --all", "node-agent-again@" + opens.getEpochSecond());
      node.types("date -s @" + opens.plus(SPREAD).getEpochSecond());
      node.says("is asked before a reboot says no.*not yet", NodeUnderTest.BOOT);

      node.types(IDLE + "; rm /run/no; systemctl start --no-block node-agent.service");
      node.boots(Slot.B);
      node.says(SECOND + " is healthy: slot B is committed", NodeUnderTest.BOOT);
      tellsOthers(node);
      if (Thorough.isOn()) {
        backsOff(node);
      }

      DiskInspection disk = node.switchedOff();
      assertThat(disk.bootState()).isEqualTo(BootState.committed(Slot.B));
    }
  }

  /** An offer that has expired by the clock is refused. */
  private static void isTwentyYearsAhead(NodeUnderTest node) {
    node.types("systemctl stop node-agent.timer; date -s '+20 years'");
    node.shows("until node-agent check; [ $? = 4 ]; do sleep 5; done", "has expired");
    node.types("date -s '-20 years'; systemctl start node-agent.timer");
  }

  /** Without rights, from files and the loopback address; and no Java stays behind. */
  private static void tellsOthers(NodeUnderTest node) {
    node.types("systemctl stop node-agent.timer node-agent.service; sleep 5");
    node.shows("run-parts /etc/update-motd.d", SECOND);
    node.shows(". /usr/share/node-agent/prompt.sh; node_agent_prompt; echo", "^\\[B\\] *$");
    node.shows(
        "journalctl -o verbose NODE_AGENT_PHASE=trial | grep NODE_AGENT_OUT",
        "NODE_AGENT_OUTCOME=committed");
    node.shows("echo \"java: $(pidof java | wc -w)\"", "java: 0");

    node.types("systemctl start node-agent-serve.service");
    node.types("until exec 3<>/dev/tcp/127.0.0.1/9841; do sleep 1; done");
    node.shows("printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3", "^HTTP/1.[01] 200");
    node.types("exec 3<>/dev/tcp/127.0.0.1/9841");
    node.shows("printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3", "^node_agent_healthy 1");
    node.shows(
        "grep -c node-agent.jsa /proc/$(pidof java)/maps", "^[1-9][0-9]*$"); // Its archive is used.
    node.types("systemctl stop node-agent-serve.service");
  }

  private static void backsOff(NodeUnderTest node) throws Exception {
    node.deaddropGoesAway();
    for (int attempt = 1; attempt <= UNANSWERED; attempt++) {
      node.shows(
          "date -s '+1 hour'; systemctl start node-agent.service", "the deaddrop does not answer");
    }
    node.shows(
        "systemctl start node-agent.service",
        "the deaddrop is left alone after " + UNANSWERED + " attempts");
    node.shows("node-agent why --json", "\"backing-off\"");
    node.deaddropComesBack();
    node.shows(
        "node-agent check", "^(nothing new: )?" + SECOND + " runs, and is what the channel offers");
  }

  private static String clock(Instant instant) {
    return CLOCK.format(instant.atZone(ZoneOffset.UTC));
  }
}
