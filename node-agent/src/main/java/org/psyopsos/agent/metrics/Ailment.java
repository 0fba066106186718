package org.psyopsos.agent.metrics;

import java.util.List;
import java.util.stream.Stream;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.update.LastRun;
import org.psyopsos.agent.update.NodeState;

/**
 * Why a node is not healthy, in words that anybody may know. A deaddrop that is out of reach or
 * offers something untrusted is no ailment of the node: metrics tell it.
 */
enum Ailment {
  /** The boot disk or the EFI partition cannot be read. */
  UNREADABLE("unreadable"),
  /** Neither on trial nor committed runs here: the committed slot did not boot. */
  NOT_COMMITTED("not-committed"),
  /** No copy of the boot environment is valid. */
  NO_BOOT_ENVIRONMENT("no-boot-environment"),
  /** One copy of it is not: where that lasts it cannot be mended, and nothing is installed. */
  BOOT_ENVIRONMENT_DAMAGED("boot-environment-damaged"),
  /** GRUB may read another boot environment, or cannot write to it: nothing new would boot. */
  BOOT_UNPROVEN("boot-unproven"),
  /** The slot that the node would fall back to cannot be read. */
  COMMITTED_SLOT_DAMAGED("committed-slot-damaged"),
  /** A health check that decides about trials said no when it last ran. */
  HEALTH_CHECK_FAILED("health-check-failed"),
  /** The last run failed for a reason on this node: its disk, its settings. */
  LAST_RUN_FAILED("last-run-failed");

  private final String id;

  Ailment(String id) {
    this.id = id;
  }

  /** All that a node has; none where it is healthy. */
  static List<Ailment> of(NodeFacts facts) {
    return Stream.of(values()).filter(ailment -> ailment.ails(facts)).toList();
  }

  /** How it is published. */
  String id() {
    return id;
  }

  private boolean ails(NodeFacts facts) {
    return switch (this) {
      case UNREADABLE -> facts.state().isEmpty();
      case NOT_COMMITTED -> facts.state().filter(Ailment::isNotCommitted).isPresent();
      case NO_BOOT_ENVIRONMENT -> facts.state().filter(node -> node.boot().isEmpty()).isPresent();
      case BOOT_ENVIRONMENT_DAMAGED -> facts.state().filter(Ailment::hasOneCopy).isPresent();
      case BOOT_UNPROVEN -> facts.state().filter(node -> node.doubt().isPresent()).isPresent();
      case COMMITTED_SLOT_DAMAGED -> facts.state().filter(Ailment::isDamaged).isPresent();
      case HEALTH_CHECK_FAILED -> facts.health().stream().anyMatch(HealthResult::failed);
      case LAST_RUN_FAILED -> facts.lastRun().filter(LastRun::hasFailedHere).isPresent();
    };
  }

  private static boolean isNotCommitted(NodeState state) {
    return state.booted() != state.committed() && state.runningTrial().isEmpty();
  }

  private static boolean hasOneCopy(NodeState state) {
    return state.boot().isPresent() && !state.damaged().isEmpty();
  }

  private static boolean isDamaged(NodeState state) {
    return state.slot(state.committed()).manifest().isEmpty()
        || state.slot(state.committed()).fault().isPresent();
  }
}
