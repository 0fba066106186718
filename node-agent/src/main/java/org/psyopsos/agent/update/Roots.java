package org.psyopsos.agent.update;

import java.util.function.Consumer;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.layout.Slot;
import org.psyopsos.release.SlotDocuments;
import org.psyopsos.trust.RootChain;
import org.psyopsos.trust.RootSource;
import org.psyopsos.trust.TrustRoot;

/**
 * Whose signatures count: from the root in the node's image through what the slots keep to the
 * newest that the deaddrop holds. A newer root is kept at once, in the slot that does not run: a
 * node that has seen a key revoked must not believe it again after a reboot.
 */
final class Roots {

  private final Node node;
  private final NodeState state;
  private final Consumer<String> log;
  private RootChain chain;

  Roots(TrustRoot image, Node node, NodeState state, Consumer<String> log) {
    this.node = node;
    this.state = state;
    this.log = log;
    this.chain = RootChain.of(image);
    for (Slot slot : Slot.values()) {
      followKept(slot);
    }
  }

  /** The newest root, after a look at the source. */
  TrustRoot follow(RootSource source) {
    int known = chain.newest().version();
    chain = chain.follow(source);
    int newest = chain.newest().version();
    if (newest > known) {
      log.accept("root of trust: version " + newest + " follows " + known);
      keep();
    }
    return chain.newest();
  }

  /** What has been followed, to be kept with the next release. */
  RootChain chain() {
    return chain;
  }

  private void followKept(Slot slot) {
    try {
      chain = chain.follow(state.slot(slot).roots());
    } catch (Untrusted e) {
      log.accept("roots kept in slot " + slot + " are left out: " + e.problem().message());
    }
  }

  /** While a trial runs the other slot is the way back, and stays as it is. */
  private void keep() {
    if (state.committed() != state.booted() || state.runningTrial().isPresent()) {
      return;
    }
    Slot idle = state.booted().other();
    try {
      node.requireFree(idle);
      try (Mounted mounted = node.mountSlot(idle, Mode.READ_WRITE)) {
        new SlotDocuments(mounted.path()).keepRoots(chain);
      }
    } catch (NodeFault e) {
      log.accept("the root of trust is not kept: " + e.problem().message());
    }
  }
}
