package org.psyopsos.agent.cli;

import java.util.List;
import java.util.Optional;
import org.psyopsos.agent.update.Targets;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Slot;
import picocli.CommandLine.Option;

/** What {@code apply} writes to. */
final class TargetOptions {

  private static final String EFI = "efisys";
  private static final String NONBOOTED = "nonbooted";

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "TARGET",
      description = {
        "A slot: a, b or nonbooted; never the one that runs (default: nonbooted).",
        "Or efisys, the EFI partition: GRUB's configuration, memtest and other files.",
        "One slot and efisys may be given together, each with --target or with a comma between."
      })
  private List<String> targets = List.of(NONBOOTED);

  @Option(
      names = "--loader",
      description = {
        "With efisys: also what comes before GRUB's configuration, which is GRUB itself; on a",
        "Raspberry Pi U-Boot, config.txt, boot.scr and device trees, too. Firmware is not written:",
        "where the release has other firmware than lies there, this is refused."
      })
  private boolean loader;

  /** What was asked for. */
  Targets targets() {
    List<String> slots = targets.stream().filter(target -> !target.equals(EFI)).distinct().toList();
    boolean efi = targets.contains(EFI);
    if (slots.size() > 1) {
      throw new BadInput(
          Problem.of("only one slot can be written")
              .at("--target")
              .expected("one slot: the other one runs")
              .found(String.join(",", slots)));
    }
    if (loader && !efi) {
      throw new BadInput(
          Problem.of("the loader lies on the EFI partition")
              .at("--loader")
              .expected("--target efisys beside it")
              .found(String.join(",", targets)));
    }
    return new Targets(
        !slots.isEmpty(), slots.stream().findFirst().flatMap(TargetOptions::slot), efi, loader);
  }

  private static Optional<Slot> slot(String target) {
    return switch (target) {
      case "a" -> Optional.of(Slot.A);
      case "b" -> Optional.of(Slot.B);
      case NONBOOTED -> Optional.empty();
      default ->
          throw new BadInput(
              Problem.of("no such target")
                  .at("--target")
                  .expected("a, b, nonbooted or efisys")
                  .found(target));
    };
  }
}
