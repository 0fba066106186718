package org.psyopsos.agent.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.psyopsos.agent.efi.EfiCheck;
import org.psyopsos.agent.efi.EfiContents;
import org.psyopsos.agent.system.Node;
import org.psyopsos.agent.update.BootCheck;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code node-agent status}. */
@Command(name = "status", description = "Shows what runs, is committed, is tried and has failed.")
final class StatusCommand implements Callable<Integer> {

  /** For another agent to end. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final NodeAgent agent;

  @Mixin private final DiskOptions disk = new DiskOptions();

  StatusCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    agent.print(report());
    return ExitCode.OK.code();
  }

  /** The node is not held while it is printed: a pager may wait for a person. */
  private Report report() {
    try (Node node = open()) {
      NodeState state = NodeState.of(node);
      EfiContents efi = node.readingEfi(EfiContents::read);
      History history = node.isRunning() ? History.of(agent.host()) : History.NONE;
      return new StatusReport(node, state, efi, history, warnings(state, efi)).report();
    }
  }

  private Node open() {
    return disk.choice(agent)
        .map(choice -> Node.open(agent.host(), choice, PATIENCE))
        .orElseGet(() -> agent.open(PATIENCE));
  }

  private List<String> warnings(NodeState state, EfiContents efi) {
    List<String> warnings = new ArrayList<>(BootCheck.warnings(state));
    warnings.addAll(EfiCheck.warnings(efi, state.slot(state.committed()).efiOffered()));
    if (agent.host().trustedClock().isEmpty()) {
      warnings.add(
          "the clock is not synchronised, and no hardware clock has set it: whether an offer has"
              + " expired is judged by the running release and the last offer alone");
    }
    return warnings;
  }
}
