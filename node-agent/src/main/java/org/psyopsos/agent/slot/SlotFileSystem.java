package org.psyopsos.agent.slot;

import java.util.function.Consumer;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.io.Command;
import org.psyopsos.layout.Slot;

/** Gets a slot mounted for writing, whatever is in it: at worst with a new file system. */
final class SlotFileSystem {

  /** What GRUB 2.06 and U-Boot cannot read. */
  private static final String FEATURES = "^metadata_csum_seed,^orphan_file";

  /** e2fsck's status where everything that it found could be mended. */
  private static final int MENDED = 2;

  private final Node node;
  private final Consumer<String> log;

  SlotFileSystem(Node node, Consumer<String> log) {
    this.node = node;
    this.log = log;
  }

  Mounted mountForWriting(Slot slot) {
    try {
      return node.mountSlot(slot, Mode.READ_WRITE);
    } catch (NodeFault e) {
      log.accept("slot " + slot + " cannot be mounted, checking it: " + e.problem().found());
      return mountMended(slot);
    }
  }

  private Mounted mountMended(Slot slot) {
    Command check = Command.of("e2fsck", "-p", node.slot(slot).device().toString());
    int status = node.host().commands().run(check).exitStatus();
    if (status >= 0 && status <= MENDED) {
      try {
        Mounted mounted = node.mountSlot(slot, Mode.READ_WRITE);
        node.remember("the file system of slot " + slot + " was checked and mended");
        return mounted;
      } catch (NodeFault e) {
        log.accept("slot " + slot + " cannot be mounted after a check either");
      }
    }
    return mountNew(slot);
  }

  private Mounted mountNew(Slot slot) {
    log.accept("slot " + slot + " gets a new file system");
    node.host()
        .commands()
        .runOrFail(
            "mke2fs",
            "-q",
            "-F",
            "-t",
            "ext4",
            "-m",
            "0",
            "-O",
            FEATURES,
            "-L",
            node.slot(slot).label(),
            node.slot(slot).device().toString());
    node.remember("slot " + slot + " got a new file system");
    return node.mountSlot(slot, Mode.READ_WRITE);
  }
}
