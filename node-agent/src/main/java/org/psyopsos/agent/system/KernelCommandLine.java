package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.Generation;
import org.psyopsos.grub.Written;
import org.psyopsos.layout.PartitionLabel;

/**
 * What GRUB told the kernel about this boot (docs/boot-protocol.md).
 *
 * @param label the label of the booted slot
 * @param partUuid the partition UUID of the booted slot, in lower case
 * @param generation of the boot environment that GRUB decided by; none where it had no valid copy
 * @param trial whether GRUB booted it as a version on trial
 * @param board that this machine is, by its device tree's name below a release's {@code dtbs/};
 *     none where GRUB does not know it
 * @param written whether GRUB could write before it booted this
 */
public record KernelCommandLine(
    PartitionLabel label,
    String partUuid,
    Optional<Generation> generation,
    boolean trial,
    Optional<String> board,
    Written written) {

  private static final String NONE = "none";
  private static final String SLOT = "psyopsos.slot";

  /** Reads it; none where psyopsOS's GRUB did not start this system. */
  public static Optional<KernelCommandLine> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot read the kernel command line")
              .at(file)
              .found(String.valueOf(e.getMessage())),
          e);
    } catch (BadInput e) {
      throw new NodeFault(e.problem().at(file), e);
    }
  }

  /** Of a word that occurs twice the last counts: GRUB puts its own behind the release's. */
  static Optional<KernelCommandLine> parse(String text) {
    Map<String, String> words = new HashMap<>();
    for (String word : text.strip().split("\\s+", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    if (!words.containsKey(SLOT)) {
      return Optional.empty();
    }
    String generation = need(words, "psyopsos.gen");
    return Optional.of(
        new KernelCommandLine(
            new PartitionLabel(need(words, "psyopsos")),
            need(words, SLOT).toLowerCase(Locale.ROOT),
            generation.equals(NONE) ? Optional.empty() : Optional.of(Generation.ofText(generation)),
            "yes".equals(words.get("psyopsos.trial")),
            Optional.ofNullable(words.get("psyopsos.board")).filter(board -> !board.isEmpty()),
            Written.ofId(words.getOrDefault("psyopsos.written", NONE))));
  }

  private static String need(Map<String, String> words, String name) {
    String value = words.get(name);
    if (value == null || value.isEmpty()) {
      throw missing(name);
    }
    return value;
  }

  /** Where only such a system will do. */
  static NodeFault missing() {
    return missing(SLOT);
  }

  private static NodeFault missing(String name) {
    return new NodeFault(
        Problem.of("this system was not started by psyopsOS's GRUB")
            .at("kernel command line")
            .expected(name + "=…")
            .found("none")
            .hint(
                "on another system, name a disk or an image with --disk, or each partition with"
                    + " --device"));
  }
}
