package org.psyopsos.agent.update;

import java.util.List;
import java.util.function.Consumer;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.DamagedCopy;

/**
 * Looks at the node, and mends each copy of the boot environment that is not valid: one may be
 * worth nothing when the other one goes. One that cannot be mended is told of, and the other one
 * serves until it can.
 */
final class BootRepair {

  private BootRepair() {}

  /** The state, with a sound boot environment; where it was lost, what GRUB said of this boot. */
  static NodeState look(Node node, Consumer<String> log) {
    NodeState found = NodeState.of(node);
    BootCanary.keep(node, found);
    if (found.damaged().isEmpty()) {
      return found;
    }
    for (DamagedCopy copy : mended(node, found, log)) {
      log.accept("boot environment mended: " + copy);
      node.remember("boot environment mended: " + copy);
    }
    return NodeState.of(node);
  }

  private static List<DamagedCopy> mended(Node node, NodeState found, Consumer<String> log) {
    try {
      return node.writingBoot(
          boot -> {
            List<DamagedCopy> mended = boot.repair(found.bootState());
            tell(boot, log);
            return mended;
          });
    } catch (NodeFault e) {
      if (found.boot().isEmpty()) {
        throw e;
      }
      log.accept(e.problem().message());
      return List.of();
    }
  }

  /** Changes the boot environment in a way that one copy is enough for. */
  static void change(Node node, Consumer<String> log, Consumer<BootControl> change) {
    node.writingBoot(
        boot -> {
          change.accept(boot);
          tell(boot, log);
          return boot;
        });
  }

  private static void tell(BootControl boot, Consumer<String> log) {
    boot.unwritten().forEach(fault -> log.accept(fault.problem().message()));
  }
}
