package org.psyopsos.agent.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.ProgramEnd;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;

/**
 * Who asked systemd-logind that the machine be not shut down. Source: org.freedesktop.login1(5),
 * ListInhibitors.
 */
final class Inhibitors {

  private static final Command LIST =
      Command.of(
              "busctl",
              "--json=short",
              "call",
              "org.freedesktop.login1",
              "/org/freedesktop/login1",
              "org.freedesktop.login1.Manager",
              "ListInhibitors")
          .withTimeout(Duration.ofSeconds(30));

  private static final int WHAT = 0;
  private static final int WHO = 1;
  private static final int WHY = 2;
  private static final int MODE = 3;

  private final Host host;
  private final Consumer<String> log;

  Inhibitors(Host host, Consumer<String> log) {
    this.host = host;
    this.log = log;
  }

  /** One that blocks a shutdown, for people; without D-Bus or logind nobody can hold one. */
  Optional<String> blocking() {
    return canBeHeld() ? list().flatMap(Inhibitors::firstBlocking) : Optional.empty();
  }

  private boolean canBeHeld() {
    return Files.exists(host.paths().systemBus()) && Files.exists(host.paths().loginSeats());
  }

  /** A logind that does not answer must not keep a node from its updates for ever. */
  private Optional<JsonNode> list() {
    try {
      CommandResult result = host.commands().run(LIST);
      if (result.exitStatus() == 0) {
        return Optional.of(new ObjectMapper().readTree(result.output()).path("data").path(0));
      }
      log.accept("logind's inhibitors are not known: " + ProgramEnd.told(result, LIST.timeout()));
    } catch (BadInput e) {
      log.accept("logind's inhibitors are not known: " + e.problem().message());
    } catch (JsonProcessingException e) {
      log.accept("logind's inhibitors are not known: busctl did not print JSON");
    }
    return Optional.empty();
  }

  private static Optional<String> firstBlocking(JsonNode inhibitors) {
    return StreamSupport.stream(inhibitors.spliterator(), false)
        .filter(inhibitor -> inhibitor.path(MODE).asText().equals("block"))
        .filter(inhibitor -> isForShutdown(inhibitor.path(WHAT).asText()))
        .findFirst()
        .map(
            inhibitor ->
                HarmlessText.of(
                    inhibitor.path(WHO).asText() + ": \"" + inhibitor.path(WHY).asText() + "\""));
  }

  private static boolean isForShutdown(String what) {
    return Arrays.asList(what.split(":", -1)).contains("shutdown");
  }
}
