package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** What the timer starts waits for a time that suits the node, and says what it waits for. */
class RunPolicyTest extends NodeFixture {

  /** Half past noon on a Saturday, where the tests' documents are valid. */
  private static final Instant NOON = FakeNode.NOW;

  private static final String BLOCKED =
      "{\"type\":\"a(ssssuu)\",\"data\":[[[\"sleep\",\"player\",\"plays\",\"block\",0,19],"
          + "[\"shutdown:sleep\",\"other\",\"d\",\"delay\",0,20],"
          + "[\"shutdown:sleep\",\"a backup\",\"copying things\",\"block\",0,21]]]}\n";

  @Test
  void aHoldFileKeepsTheNodeAsItIs() throws IOException {
    Path hold =
        node.write("etc/node-agent/hold", "\033[2Jmilking time\nuntil six\n".getBytes(UTF_8));
    notStarted("held", "found \"?[2Jmilking time\"");
    Files.delete(hold);
    node.write("run/node-agent/hold", new byte[0]);
    notStarted("held", "found one that gives no reason");
    assertThat(node.run("run").err()).contains("hint: delete it to let updates go on: rm ");
    assertThat(node.root().resolve("var/lib/node-agent/totals.json")).doesNotExist();
    Files.delete(node.root().resolve("run/node-agent/hold"));
    rebootsInto(v2);
  }

  @Test
  void aHoldThatCannotBeReadHolds() throws IOException {
    Files.createDirectories(node.root().resolve("etc/node-agent/hold"));
    notStarted("held", "found one that cannot be read");
  }

  @Test
  void aHoldAlsoHoldsWhatWaitsForItsReboot() {
    node.run("apply", "--no-reboot");
    node.write("etc/node-agent/hold", "not now\n".getBytes(UTF_8));
    notStarted("held", "not now");
  }

  @Test
  void aNodeThatCallsItselfHotDoesNotStart() {
    zone(0, "cpu-thermal", 86_000, "critical", 95_000);
    zone(1, "x86_pkg_temp", 99_000, "passive", 0);
    notStarted(
        "too-hot",
        "the node is too hot: thermal_zone0 (cpu-thermal); "
            + "expected at most 85 °C, 10 K below where it is hot or critical, found 86 °C");
    assertThat(node.run("run").err()).contains("hint: max_temperature in the settings");
    zone(0, "cpu-thermal", 85_999, "critical", 95_000);
    rebootsInto(v2);
  }

  @Test
  void whatIsHotByDesignDoesNotHoldAnUpdateUp() {
    zone(0, "pch_cannonlake", 100_000, "hot", 115_000);
    zone(1, "acpitz", 16_800, "critical", 20_800);
    rebootsInto(v2);
    assertThat(node.pauses()).isEmpty();
  }

  @Test
  void aLimitOfTheOperatorsIsThatOfAllZones() {
    zone(0, "pch_cannonlake", 79_000, "hot", 80_000);
    zone(1, "x86_pkg_temp", 80_999, "passive", 0);
    zone(2, "broken", 999_000, "hot", 80_000);
    node.configure(deaddrop.url(), "max_temperature = 79");
    notStarted("too-hot", "thermal_zone1 (x86_pkg_temp); expected at most 79 °C, found 80 °C");
    node.configure(deaddrop.url(), "max_temperature = 80");
    rebootsInto(v2);
  }

  @Test
  void theHottestBeyondItsLimitIsNamed() {
    zone(0, "cool", 76_000, "hot", 85_000);
    zone(1, "hot", 99_000, "hot", 100_000);
    zone(2, "warm", 93_000, "hot", 100_000);
    notStarted("too-hot", "thermal_zone1 (hot); expected at most 90 °C");
  }

  @Test
  void oneBogusReadingDoesNotHoldAnUpdateUp() {
    zone(0, "acpitz", 85_000, "critical", 90_000);
    zone(1, "acpitz", 40_000, "critical", 95_000);
    node.onPause(
        pauses -> {
          zone(0, "acpitz", 40_000, "critical", 90_000);
          zone(1, "acpitz", 95_000, "critical", 95_000);
        });
    rebootsInto(v2);
    assertThat(node.pauses()).containsExactly(Duration.ofSeconds(5));
  }

  @Test
  void aNodeWithoutFreeMemoryDoesNotStart() {
    node.write(
        "proc/meminfo", "MemTotal:  500000 kB\nMemAvailable:   65535 kB\n".getBytes(US_ASCII));
    notStarted("low-memory", "expected at least 64 MiB, found 63 MiB");
    node.configure(deaddrop.url(), "min_free_memory = 63");
    rebootsInto(v2);
  }

  @Test
  void aSlotOnAReadOnlyDeviceIsNotWrittenTo() {
    node.write("sys/class/block/vda3/ro", "1\n".getBytes(US_ASCII));
    node.write("sys/class/block/vda4/ro", "1\n".getBytes(US_ASCII));
    notStarted("read-only", "/dev/vda4 (psyopsOS-B); expected a block device that can be written");
    node.write("sys/class/block/vda4/ro", "0\n".getBytes(US_ASCII));
    rebootsInto(v2);
  }

  @Test
  void whatIsReadyWaitsForItsWindowAndIsThenRebootedInto() {
    windows("Sun 02:00-04:00");
    Ended first =
        postponed("outside-windows", "expected Sun 02:00-04:00 (Europe/Berlin), found Sat");
    assertThat(first.out()).contains("20261121-110000 is ready in slot B");
    assertThat(node.bootState().trial()).isPresent();
    assertThat(node.disk().log())
        .contains(
            "systemctl --no-block start node-agent-again@"
                + Instant.parse("2026-11-22T01:00:00Z").getEpochSecond()
                + ".timer");
    deaddrop.forgetRequests();
    postponed("outside-windows", "is ready in the other slot");
    assertThat(deaddrop.requests()).noneMatch(name -> name.startsWith("os/"));
    node.clock(Instant.parse("2026-11-22T01:00:00Z"));
    rebootsInto(v2);
  }

  @Test
  void jsonSaysWhatTheRebootWaitsForAndUntilWhen() {
    windows("Sun 02:00-04:00");
    assertThat(node.run("run", "--json").out())
        .contains("\"outcome\" : \"reboot-needed\"")
        .contains("\"reason\" : \"outside-windows\"", "\"again\" : \"2026-11-22T01:00:00Z\"");
  }

  @Test
  void whatIsReadyDoesNotWaitForADeaddropThatIsGone() {
    windows("Sun 02:00-04:00");
    node.run("run");
    deaddrop.close();
    node.clock(Instant.parse("2026-11-22T01:00:00Z"));
    Ended ended = rebootsInto(v2);
    assertThat(ended.out()).contains("is ready in the other slot");
  }

  @Test
  void whatIsReadyDoesNotWaitForADeaddropThatIsLeftAlone() {
    node.run("apply", "--no-reboot");
    deaddrop.remove(TestDeaddrop.LATEST);
    node.run("apply", "--no-reboot");
    deaddrop.forgetRequests();
    rebootsInto(v2);
    assertThat(deaddrop.requests()).isEmpty();
  }

  @Test
  void whatHasUsedUpItsAttemptsIsNotRebootedInto() {
    node.run("apply", "--no-reboot");
    for (int boot = 0; boot < 4; boot++) {
      node.boot();
    }
    assertThat(node.boot()).isEqualTo(Slot.A);
    deaddrop.close();
    node.disk().clearLog();
    assertThat(node.run("run").exitCode()).isEqualTo(5);
    assertThat(node.rebootAsked()).isFalse();
  }

  @Test
  void withoutTheTimeNoWindowIsOpen() throws IOException {
    windows("00:00-24:00");
    Files.delete(node.root().resolve("run/systemd/timesync/synchronized"));
    postponed("outside-windows", "found a clock that is not synchronised");
    node.write("run/systemd/timesync/synchronized", new byte[0]);
    rebootsInto(v2);
  }

  @Test
  void anInhibitorOfTheShutdownIsWaitedFor() {
    logind();
    node.disk().inhibitors(BLOCKED);
    postponed("inhibited", "found a backup: \"copying things\"");
    node.disk().inhibitors("{\"type\":\"a(ssssuu)\",\"data\":[[]]}\n");
    rebootsInto(v2);
  }

  @Test
  void withoutLogindNobodyIsAsked() {
    node.disk().inhibitors(BLOCKED);
    node.write("run/dbus/system_bus_socket", new byte[0]);
    rebootsInto(v2);
    assertThat(node.disk().log()).noneMatch(command -> command.startsWith("busctl"));
  }

  @Test
  void aLogindThatSaysNothingHoldsNothingUp() {
    logind();
    node.disk().inhibitors("Failed to call");
    assertThat(rebootsInto(v2).err()).contains("logind's inhibitors are not known");
  }

  @Test
  void theProgramThatIsAskedDecides() throws IOException {
    Path may = node.program("usr/local/bin/may", "#!/bin/sh\necho \"$1 is busy\"; exit 4\n");
    node.configure(deaddrop.url(), "ask = [\"" + may + "\", \"pump 2\"]");
    postponed("answered-no", may + "; expected exit status 0, found exit status 4: pump 2 is busy");
    Ended asked = node.run("ask");
    assertThat(asked.exitCode()).isEqualTo(3);
    assertThat(asked.out()).isEqualTo("no: exit status 4: pump 2 is busy\n");
    Files.writeString(may, "#!/bin/sh\nexit 0\n");
    assertThat(node.run("ask").exitCode()).isZero();
    rebootsInto(v2);
  }

  @Test
  void aProgramThatHangsOrIsMissingSaysNo() {
    Path may = node.program("usr/local/bin/may", "#!/bin/sh\necho thinking; exec sleep 60\n");
    node.configure(deaddrop.url(), "ask = [\"" + may + "\"]", "ask_timeout = \"1s\"");
    postponed("answered-no", "found no end after 1 s: thinking");
    node.configure(deaddrop.url(), "ask = [\"/nowhere/may\"]");
    postponed("answered-no", "cannot start /nowhere/may");
  }

  @Test
  void aServiceThatDoesNotRunIsNoYes() {
    node.configure(deaddrop.url(), "ask = [\"/bin/true\"]");
    node.askService(false);
    postponed("answered-no", "found it did not run: exit status 5");
  }

  @Test
  void nobodyIsAskedWhereNobodyIsToBeAsked() {
    Ended asked = node.run("ask");
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.err()).contains("nobody is to be asked");
  }

  @Test
  void whereSomebodyElseRebootsNobodyIsAsked() {
    node.configure(deaddrop.url(), "reboot = \"never\"", "ask = [\"/bin/false\"]");
    Ended ended = node.run("run", "--json");
    assertThat(ended.out()).contains("reboot-needed").doesNotContain("notRebooting");
    assertThat(node.rebootAsked()).isFalse();
  }

  @Test
  void aDeaddropThatDoesNotAnswerIsLeftAloneByTheTimerOnly() {
    byte[] latest = deaddrop.get(TestDeaddrop.LATEST);
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "600");
          exchange.sendResponseHeaders(503, -1);
        });
    assertThat(node.run("run").exitCode()).isEqualTo(5);
    deaddrop.forgetRequests();
    node.clock(NOON.plus(Duration.ofSeconds(599)));
    notStarted("backing-off", "after one attempt without an answer");
    assertThat(deaddrop.requests()).isEmpty();
    assertThat(node.run("check").exitCode()).isEqualTo(5);
    assertThat(node.run("apply").exitCode()).isEqualTo(5);
    notStarted("backing-off", "after 2 attempts without an answer");

    node.clock(NOON.plus(Duration.ofMinutes(20)));
    deaddrop.answer(TestDeaddrop.LATEST, exchange -> send(exchange, latest));
    rebootsInto(v2);
    assertThat(node.root().resolve("var/lib/node-agent/source.json")).doesNotExist();
  }

  @Test
  void whatIsRefusedWasAnswered() {
    deaddrop.remove(TestDeaddrop.LATEST);
    node.run("run");
    assertThat(node.root().resolve("var/lib/node-agent/source.json")).exists();
    deaddrop.publish(repository, v2, 2);
    node.clock(TestRepository.EXPIRES.plusSeconds(1));
    assertThat(node.run("run").exitCode()).isEqualTo(4);
    assertThat(node.root().resolve("var/lib/node-agent/source.json")).doesNotExist();
  }

  private static void send(HttpExchange exchange, byte[] object) throws IOException {
    exchange.sendResponseHeaders(200, object.length);
    exchange.getResponseBody().write(object);
  }

  /** A thermal zone with one trip point, both in thousandths of a degree. */
  private void zone(int number, String kind, int degrees, String tripPoint, int at) {
    String zone = "sys/class/thermal/thermal_zone" + number + "/";
    node.write(zone + "type", (kind + "\n").getBytes(US_ASCII));
    node.write(zone + "temp", (degrees + "\n").getBytes(US_ASCII));
    node.write(zone + "trip_point_0_type", (tripPoint + "\n").getBytes(US_ASCII));
    node.write(zone + "trip_point_0_temp", (at + "\n").getBytes(US_ASCII));
  }

  private void windows(String window) {
    node.configure(
        deaddrop.url(),
        "reboot = \"windows\"",
        "reboot_windows = [\"" + window + "\"]",
        "time_zone = \"Europe/Berlin\"");
  }

  private void logind() {
    node.write("run/dbus/system_bus_socket", new byte[0]);
    node.write("run/systemd/seats/seat0", new byte[0]);
  }

  /** The run ends well, has done nothing, and says why; so does {@code status}. */
  private void notStarted(String reason, String told) {
    node.disk().clearLog();
    Map<String, String> before = node.content(Slot.B);
    Ended ended = node.run("run");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).startsWith("not updating: ").contains(told);
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.content(Slot.B)).isEqualTo(before);
    saysLater(reason, told);
  }

  /** The run ends well with a version ready, and says why it is not booted; so does status. */
  private Ended postponed(String reason, String told) {
    node.disk().clearLog();
    Ended ended = node.run("run");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("\nnot rebooting: ").contains(told);
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.disk().log()).anyMatch(command -> command.contains("node-agent-again@"));
    saysLater(reason, told);
    return ended;
  }

  private void saysLater(String reason, String told) {
    assertThat(node.run("status").out()).contains(told);
    assertThat(node.run("status", "--json").out()).contains("\"outcome\" : \"" + reason + "\"");
    assertThat(node.run("why").out()).startsWith("not updating because ").contains(told);
    assertThat(node.run("why", "--json").out()).contains("\"reason\" : \"" + reason + "\"");
  }

  private Ended rebootsInto(TestRelease release) {
    node.disk().clearLog();
    Ended ended = node.run("run");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.rebootAsked()).as(ended.out() + ended.err()).isTrue();
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.run("status").out()).contains("slot B, " + release.manifest().version());
    return ended;
  }
}
