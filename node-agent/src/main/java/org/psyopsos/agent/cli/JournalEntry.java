package org.psyopsos.agent.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.psyopsos.agent.system.KernelCommandLine;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.io.Command;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;

/**
 * How a command ended, as one entry with fields in systemd's journal: for those who search it by
 * version, slot or outcome. Source: systemd.journal-fields(7).
 */
final class JournalEntry {

  /** {@code journalctl MESSAGE_ID=…} finds them all. */
  static final String ID = "8c1f6a0e4f0b4d7d9f5e3b6d2a7c9e14";

  private static final String ERROR = "3";
  private static final String NOTICE = "5";

  /** A Java process cannot send datagrams to the journal's socket by itself. */
  private static final Command SEND =
      Command.of("logger", "--journald").withTimeout(Duration.ofSeconds(5));

  private final Caller caller;
  private final Map<String, String> fields = new LinkedHashMap<>();

  private JournalEntry(Caller caller) {
    this.caller = caller;
  }

  /** Leaves an entry about what a command prints, where the journal is read. */
  static void leave(Caller caller, Phase phase, Report result) {
    send(
        caller,
        () ->
            Json.read(
                result.json(),
                "the result",
                json ->
                    new JournalEntry(caller)
                        .of(phase, json.text("outcome"), NOTICE)
                        .with("NODE_AGENT_VERSION", json.optionalText("version").orElse(""))));
  }

  /** Leaves an entry about what a command failed with, where the journal is read. */
  static void leave(Caller caller, Phase phase, Failure failure) {
    LastRun run = LastRun.of(caller.host().clock().instant(), failure);
    send(
        caller,
        () ->
            new JournalEntry(caller)
                .of(phase, run.outcome(), ERROR)
                .with("NODE_AGENT_REFUSAL", run.refusal().map(LastRun.Refusal::reason).orElse("")));
  }

  /** Whatever fails here: what is told is done, and the lines for people have told it. */
  private static void send(Caller caller, Supplier<JournalEntry> entry) {
    if (!caller.journal()) {
      return;
    }
    try {
      caller.host().commands().run(SEND.withInput(entry.get().lines()));
    } catch (Failure e) {
      return; // A reboot may be waiting for this to end.
    }
  }

  private JournalEntry of(Phase phase, String outcome, String priority) {
    return with("MESSAGE", phase.id() + ": " + outcome)
        .with("MESSAGE_ID", ID)
        .with("PRIORITY", priority)
        .with("SYSLOG_IDENTIFIER", "node-agent")
        .with("NODE_AGENT_PHASE", phase.id())
        .with("NODE_AGENT_OUTCOME", outcome)
        .with("NODE_AGENT_SLOT", slot());
  }

  /** A field whose value is empty is left out. */
  private JournalEntry with(String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, HarmlessText.of(value));
    }
    return this;
  }

  private String slot() {
    return KernelCommandLine.read(caller.host().paths().kernelCommandLine())
        .map(kernel -> kernel.label().value())
        .orElse("");
  }

  private String lines() {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
