package org.psyopsos.agent.update;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.agent.system.CacheFile;
import org.psyopsos.agent.system.KernelCommandLine;
import org.psyopsos.agent.system.Node;
import org.psyopsos.grub.Generation;
import org.psyopsos.grub.NumberedState;
import org.psyopsos.grub.Written;
import org.psyopsos.json.Json;

/**
 * The proof that GRUB reads the boot environment that this agent writes, and can write to it: the
 * generation that GRUB decided by is the one that the agent found at its first look after that, and
 * GRUB does not say that its own writes failed. Where another partition or another copy is read, or
 * firmware protects the disk, each flip would lead to a reboot into what ran before.
 */
final class BootCanary {

  private static final String GENERATION = "generation";
  private static final String NONE = "none";

  private BootCanary() {}

  /** Keeps what a first look has found, before anything is written. */
  static void keep(Node node, NodeState found) {
    if (!node.isRunning() || Files.exists(file(node))) {
      return;
    }
    ObjectNode look = Json.object();
    generation(found.boot()).ifPresent(known -> look.put(GENERATION, known.toString()));
    try {
      new CacheFile(file(node)).write(look);
    } catch (IOException e) {
      return; // Then what is read now counts: what this boot has written itself is in doubt.
    }
  }

  /**
   * Why that proof is missing, for people; none where it is there, or where this is another disk.
   *
   * @param boot what is read now
   */
  static Optional<String> doubt(Node node, Optional<NumberedState> boot) {
    return node.kernel()
        .flatMap(kernel -> readsOther(node, kernel, boot).or(() -> cannotWrite(kernel)));
  }

  private static Optional<String> readsOther(
      Node node, KernelCommandLine kernel, Optional<NumberedState> boot) {
    Optional<Generation> byGrub = kernel.generation();
    Optional<Generation> here =
        new CacheFile(file(node))
            .read(json -> json.optionalText(GENERATION).map(Generation::ofText))
            .orElseGet(() -> generation(boot));
    return byGrub.equals(here)
        ? Optional.empty()
        : Optional.of(
            "GRUB decided by generation %s of the boot environment, and the agent found %s: do they read the same files?"
                .formatted(text(byGrub), text(here)));
  }

  /** The same for every flip, and nothing but another boot can show that it has changed. */
  private static Optional<String> cannotWrite(KernelCommandLine kernel) {
    return kernel.written() == Written.NO
        ? Optional.of(
            "GRUB could not write to the EFI partition before this boot, so it would try no new version: does the firmware protect the disk?")
        : Optional.empty();
  }

  private static Optional<Generation> generation(Optional<NumberedState> boot) {
    return boot.map(NumberedState::generation);
  }

  private static String text(Optional<Generation> generation) {
    return generation.map(Generation::toString).orElse(NONE);
  }

  private static Path file(Node node) {
    return node.host().paths().firstLook();
  }
}
