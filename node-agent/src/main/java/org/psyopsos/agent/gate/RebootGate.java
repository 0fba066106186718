package org.psyopsos.agent.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.gate.NotNow.Reason;
import org.psyopsos.agent.settings.GateSettings;
import org.psyopsos.agent.settings.TimeWindows;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.RecordingService;
import org.psyopsos.failure.Problem;

/** Whether the node may reboot now into what waits for it. The cheap questions come first. */
public final class RebootGate {

  /** Asks the operator's program, outside the agent's sandbox. */
  public static final String ASK_UNIT = "node-agent-ask.service";

  /** What says no may soon say yes. */
  private static final Duration SOON = Duration.ofMinutes(30);

  private final Host host;
  private final GateSettings settings;
  private final Inhibitors inhibitors;

  public RebootGate(Host host, GateSettings settings, Consumer<String> log) {
    this.host = host;
    this.settings = settings;
    this.inhibitors = new Inhibitors(host, log);
  }

  /** Why not; none where it may. */
  public Optional<NotNow> look() {
    Instant now = host.clock().instant();
    return Hold.look(host.paths().holds())
        .or(() -> settings.windows().flatMap(windows -> outside(windows, now)))
        .or(() -> inhibited(now))
        .or(() -> answeredNo(now));
  }

  private Optional<NotNow> outside(TimeWindows windows, Instant now) {
    if (host.trustedClock().isEmpty()) {
      return Optional.of(
          NotNow.until(
              now.plus(SOON),
              Reason.OUTSIDE_WINDOWS,
              outside(windows, "a clock that is not synchronised")));
    }
    return windows.contains(now)
        ? Optional.empty()
        : Optional.of(
            new NotNow(
                Reason.OUTSIDE_WINDOWS,
                outside(windows, windows.clock(now)),
                windows.nextOpening(now)));
  }

  private static Problem outside(TimeWindows windows, String found) {
    return Problem.of("it is no time to reboot").expected(windows).found(found);
  }

  private Optional<NotNow> inhibited(Instant now) {
    return inhibitors
        .blocking()
        .map(
            who ->
                NotNow.until(
                    now.plus(SOON),
                    Reason.INHIBITED,
                    Problem.of("a shutdown is inhibited")
                        .expected("no inhibitor of mode block")
                        .found(who)
                        .hint("systemd-inhibit --list shows them all")));
  }

  private Optional<NotNow> answeredNo(Instant now) {
    if (settings.question().isEmpty()) {
      return Optional.empty();
    }
    RebootAnswer answer =
        new RecordingService(ASK_UNIT, host.paths().askRecord(), host.commands())
            .run(RebootAnswer::read, told -> new RebootAnswer(false, told));
    return answer.yes()
        ? Optional.empty()
        : Optional.of(
            NotNow.until(
                now.plus(SOON),
                Reason.ANSWERED_NO,
                Problem.of("the program that is asked before a reboot says no")
                    .at(settings.question().get().command().get(0))
                    .expected("exit status 0")
                    .found(answer.told())));
  }
}
