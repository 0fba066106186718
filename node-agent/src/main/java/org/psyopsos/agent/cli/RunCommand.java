package org.psyopsos.agent.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.agent.gate.NotNow;
import org.psyopsos.agent.gate.RebootGate;
import org.psyopsos.agent.gate.StartGate;
import org.psyopsos.agent.settings.RebootPolicy;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Wish;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Unreachable;
import picocli.CommandLine.Command;

/** {@code node-agent run}. */
@Command(
    name = "run",
    description = {
      "What the timer starts: like 'apply', at a time that suits the node.",
      "While the node is held, unfit for an update or not to be rebooted, it does nothing, and",
      "'status' says why. A deaddrop that does not answer is left alone for a while."
    })
final class RunCommand implements Callable<Integer> {

  private final NodeAgent agent;

  RunCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Session session = Session.unattended(agent);
    StartGate gate = new StartGate(agent.host(), session.settings().gate());
    Optional<NotNow> unfit = gate.look().or(() -> session.looking(gate::lookAt));
    if (unfit.isPresent()) {
      later(session, unfit.get());
    } else {
      updateOrLater(session);
    }
    return ExitCode.OK.code();
  }

  private void updateOrLater(Session session) {
    Optional<NotNow> backingOff = session.source().look(agent.host().clock().instant());
    if (backingOff.isEmpty()) {
      settle(session, updateOrStaged(session));
    } else {
      session
          .staged()
          .ifPresentOrElse(
              staged -> settle(session, staged), () -> later(session, backingOff.get()));
    }
  }

  /** What waits for its reboot does not wait for the source, too. */
  private Outcome updateOrStaged(Session session) {
    try {
      return session.update(Wish.NEWEST);
    } catch (Unreachable e) {
      Outcome staged = session.staged().orElseThrow(() -> e);
      agent.log().accept(e.problem().message());
      return staged;
    }
  }

  private void settle(Session session, Outcome outcome) {
    RebootPolicy policy = session.settings().reboot();
    if (outcome.next() != Outcome.Next.REBOOT || policy == RebootPolicy.NEVER) {
      agent.conclude(Phase.UPDATE, OutcomeReport.of(outcome));
      return;
    }
    Optional<NotNow> notNow =
        new RebootGate(agent.host(), session.settings().gate(), agent.log()).look();
    agent.conclude(Phase.UPDATE, OutcomeReport.of(outcome, notNow));
    if (notNow.isPresent()) {
      session.keep(outcome, notNow.get());
      hint(notNow.get());
      notNow.get().again().ifPresent(this::runAgain);
    } else {
      agent.reboot();
    }
  }

  private void later(Session session, NotNow notNow) {
    session.keep(notNow);
    agent.conclude(Phase.UPDATE, OutcomeReport.of(notNow));
    hint(notNow);
  }

  private void hint(NotNow notNow) {
    String hint = notNow.problem().hint();
    if (!hint.isEmpty()) {
      agent.log().accept("hint: " + hint);
    }
  }

  /** Where that fails, the timer's next run is the next look. */
  private void runAgain(Instant at) {
    try {
      agent.host().runAgain(at);
    } catch (NodeFault e) {
      agent.log().accept(e.problem().message());
    }
  }
}
