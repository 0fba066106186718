package org.psyopsos.agent.update;

import java.util.List;
import java.util.function.Consumer;
import org.psyopsos.agent.system.Node;
import org.psyopsos.grub.Repaired;

/** Looks at the node, and mends a boot environment that has no valid copy left. */
final class BootRepair {

  private BootRepair() {}

  /** The state, with a valid boot environment; the running slot counts as committed at worst. */
  static NodeState look(Node node, Consumer<String> log) {
    NodeState found = NodeState.of(node);
    if (found.boot().isPresent()) {
      return found;
    }
    List<Repaired> repaired = node.writingBoot(boot -> boot.repair(node.booted()));
    for (Repaired copy : repaired) {
      log.accept("boot environment mended: " + copy);
      node.remember("boot environment mended: " + copy);
    }
    return NodeState.of(node);
  }
}
