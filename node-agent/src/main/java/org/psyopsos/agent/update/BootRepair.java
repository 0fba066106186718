package org.psyopsos.agent.update;

import java.util.function.Consumer;
import org.psyopsos.agent.system.Node;
import org.psyopsos.grub.DamagedCopy;

/**
 * Looks at the node, and mends each copy of the boot environment that is not valid: one may be
 * worth nothing when the other one goes.
 */
final class BootRepair {

  private BootRepair() {}

  /** The state, with a sound boot environment; the running slot counts as committed at worst. */
  static NodeState look(Node node, Consumer<String> log) {
    NodeState found = NodeState.of(node);
    BootCanary.keep(node, found);
    if (found.damaged().isEmpty()) {
      return found;
    }
    for (DamagedCopy copy : node.writingBoot(boot -> boot.repair(node.booted()))) {
      log.accept("boot environment mended: " + copy);
      node.remember("boot environment mended: " + copy);
    }
    return NodeState.of(node);
  }
}
